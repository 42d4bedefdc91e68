"""The OSHA log: days away and days restricted by calendar day (29 CFR 1904.7), and the rows of the 300 log.

Running order: reports on file → `advice_of` → `History` → `ledger` → `counts` → `Summary` → `LogRow`.
"""

from __future__ import annotations

from cases.osha.counts import Column, Counts, counted, counts
from cases.osha.history import Advice, History, Says, Touches, Work, Worked
from cases.osha.ledger import Kind, LedgerDay, Run, ledger, runs
from cases.osha.log import Establishment, LogLine, LogRow, Totals, log_row, totals
from cases.osha.rules import QUESTIONS, RULES
from cases.osha.summary import CaseFile, Summary, history_of, summary

__all__ = [
    "QUESTIONS", "RULES", "Advice", "CaseFile", "Column", "Counts", "Establishment", "History", "Kind", "LedgerDay",
    "LogLine", "LogRow", "Run", "Says", "Summary", "Totals", "Touches", "Work", "Worked", "counted", "counts",
    "history_of", "ledger", "log_row", "runs", "summary", "totals",
]  # fmt: skip
