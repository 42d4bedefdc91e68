"""The matrix: every (fault, moment) that is tried, as one table. `python -m tests.faults` prints it.

A pair marked quick runs in every `make test`; all of them run in `make soak`. `number` is the fault's in `faults.md`'s
order: 1 killed, 2 killed at a system call, 3 the disk says no, 5 database disk full, 7 one of several dies, 8 a worker
sleeps, 9 database restarted, 10 connection lost at a commit, 11 the same at once, 13 the clock jumps, 14 poison,
15 answer lost, 16 cancelled, 17 object store, 18 new version, 19 backup, 20 cut upload.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest


@dataclass(frozen=True)
class Pair:
    """A fault at a moment. `family` is the test that tries it."""

    family: str
    number: int
    fault: str
    moment: str
    quick: bool = False

    @property
    def name(self) -> str:
        """What pytest calls it."""
        return f"{self.number}-{self.fault}-{self.moment}".replace(" ", "-")


def _family(family: str, number: int, fault: str, *moments: str) -> tuple[Pair, ...]:
    """The moments of one fault; those that begin with `!` run in every `make test`."""
    return tuple(Pair(family, number, fault, each.lstrip("!"), each.startswith("!")) for each in moments)


STAGES = tuple(
    f"stage.{stage}.{at}"
    for stage in ("read", "join", "place", "propose", "end")
    for at in ("begin", "before_commit", "committed")
)
QUICK_STAGES = {"stage.read.before_commit", "stage.place.committed", "stage.propose.before_commit"}

PAIRS: tuple[Pair, ...] = (
    *_family("web_killed", 1, "web killed", "file.temp", "file.fsync", "!file.link", "file.folder", "intake.stored",
             "!intake.before_commit", "intake.committed", "!answered"),
    *_family("worker_killed", 1, "worker killed", "job.claimed", "stage.read.looked",
             *(f"!{each}" if each in QUICK_STAGES else each for each in STAGES), "!job.ended"),
    *_family("syscall", 2, "killed at a system call", "!fsync:1", "fsync:2", "fsync:3", "link:1"),
    *_family("syscall_error", 3, "the disk says EIO", "!fsync:1", "fsync:2", "link:1"),
    *_family("syscall_error", 3, "the disk says ENOSPC", "link:1", "fsync:1"),
    *_family("file_too_large", 4, "no room for the file", "!during a write"),
    *_family("small_disk", 4, "file store full", "before a write"),
    *_family("database_disk", 5, "database disk full", "during uploads"),
    *_family("third_dies", 7, "one of three workers dies", "!stage.read.looked", "stage.place.before_commit",
             "stage.end.committed"),
    *_family("slept", 8, "a worker sleeps through its takeover", "!stage.read.before_commit", "stage.place.begin",
             "stage.place.before_commit", "stage.propose.before_commit", "stage.end.before_commit", "job.ended"),
    *_family("database_crash", 9, "database restarted at once", "uploading", "!reading"),
    *_family("database_gone", 9, "database gone for a while", "uploading", "reading"),
    *_family("backends_ended", 10, "every connection ended", "uploading", "reading"),
    *_family("web_commit_lost", 10, "answer to a commit lost, web", "1", "!2", "3"),
    *_family("worker_commit_lost", 10, "answer to a commit lost, worker", "3", "4", "!5", "6", "7", "8", "9", "10"),
    *_family("at_once", 11, "sixteen uploads at once", "!same bytes"),
    *_family("clock", 13, "the clock is an hour ahead", "!reading"),
    *_family("clock", 13, "the clock is an hour behind", "reading"),
    *_family("child_killed", 14, "the reading child is killed", "reading"),
    *_family("office_killed", 14, "LibreOffice is killed", "!making packets"),
    *_family("deployed", 18, "new version deployed", "!stage.read.committed", "stage.place.committed"),
    *_family("cut_upload", 20, "upload cut short", "!in the middle", "before its last byte"),
    *_family("cut_upload", 20, "upload of a wrong length", "longer than said"),
)  # fmt: skip


def _there(test: str, number: int, fault: str, *moments: str) -> tuple[Pair, ...]:
    """The same of a fault that is tried where its room's tests are; `test` is `file::function` below `tests/api/`."""
    return _family(test, number, fault, *moments)


# Faults of one room, beside its other tests.
ELSEWHERE: tuple[Pair, ...] = (
    *_there("casework/test_mailing_faults.py::test_a_worker_killed_at_any_moment_loses_and_doubles_nothing", 1,
            "worker killed while it makes packets", "!mailing.built", "mailing.built:2", "mailing.before_commit",
            "!mailing.before_commit:2", "!mailing.committed", "mailing.committed:2"),
    *_there("casework/test_mailing_faults.py::test_a_start_killed_before_its_commit_can_be_started_again", 1,
            "start of a mailing killed", "!mailing.planned"),
    *_there("outbox/test_faults.py::test_a_worker_killed_at_any_moment_sends_no_second_mail", 1,
            "worker killed while it mails", "send.claimed", "!send.handing", "!send.handed", "send.noted"),
    *_there("outbox/test_fax_folder.py::test_a_worker_killed_at_any_moment_hands_over_exactly_once", 1,
            "worker killed while it faxes", "send.claimed", "fax_folder.written", "send.handing", "!fax_folder.ticket",
            "!fax_folder.renamed", "send.handed", "send.noted"),
    *_there("outbox/test_sendfax.py::test_a_worker_killed_after_the_server_took_it_sends_no_second_fax", 1,
            "worker killed while it faxes", "!fax_sendfax.ended"),
    *_there("intake/doors/test_folder.py::test_a_mail_room_killed_in_the_middle_loses_and_doubles_nothing", 1,
            "hot folder's process killed", "!folder.claimed", "!folder.received"),
    *_there("intake/doors/test_mailbox.py::test_a_mail_room_killed_in_the_middle_of_a_mail_takes_it_once", 1,
            "mailbox's process killed", "!mail.received", "!mail.noted"),
    *_there("intake/test_join.py::test_a_worker_killed_while_it_joins_joins_once", 1, "worker killed while it joins",
            "!stage.join.before_commit of a second page"),
    *_there("web/test_uploads.py::test_a_server_killed_while_it_takes_a_piece_loses_and_doubles_nothing", 1,
            "web killed while it takes a piece", "!upload.stored", "!upload.noted", "!upload.received"),
    *_there("casework/test_retention.py::test_a_purge_that_was_killed_is_completed", 1, "purge killed",
            "!purge.committed", "purge.before_commit", "removal.file"),
    *_there("store/test_backup.py::test_a_restore_that_was_killed_can_be_begun_again", 1, "restore killed",
            "!restore.files", "!restore.database"),
    *_there("store/test_rotation.py::test_no_file_is_lost_however_often_the_rotation_is_killed", 1, "rotation killed",
            "!file.leaving"),
    *_there("intake/doors/test_folder.py::test_a_full_disk_leaves_the_file_where_it_is_until_there_is_room", 4,
            "disk full", "!hot folder"),
    *_there("intake/doors/test_mailbox.py::test_a_full_disk_leaves_the_mail_where_it_is", 4, "disk full", "!mailbox"),
    *_there("outbox/test_faults.py::test_two_workers_take_over_from_a_dead_third", 7, "one of three workers dies",
            "!sending"),
    *_there("jobs/test_machines.py::test_what_a_dead_machine_held_the_other_finishes", 7, "one of two machines dies",
            "!PostgreSQL 15"),
    *_there("jobs/test_machines.py::test_a_machine_that_was_away_changes_nothing", 8, "a machine sleeps", "!reading"),
    *_there("outbox/test_faults.py::test_the_database_goes_away_in_the_middle", 9, "every connection ended",
            "!sending"),
    *_there("intake/doors/test_running.py::test_a_database_that_drops_every_connection_costs_no_file", 9,
            "every connection ended", "!hot folder"),
    *_there("intake/test_poison.py::test_each_way_to_die_ends_with_a_reason_and_the_next_is_read", 14,
            "poison file", "!abort", "!killed", "!out of memory", "!hangs"),
    *_there("outbox/test_faults.py::test_accepted_and_the_answer_lost", 15, "mail server accepts, answer lost",
            "!after DATA"),
    *_there("outbox/test_sendfax.py::test_what_sendfax_says_is_held_against_the_queue", 15, "fax server", "!refuses",
            "!loses its answer", "!answers garbage", "!hangs", "!dies"),
    *_there("outbox/test_faults.py::test_a_mail_server_that_is_down_is_waited_for", 15, "mail server down", "!silent",
            "!451 at DATA", "!421 at MAIL"),
    *_there("intake/doors/test_mailbox.py::test_a_connection_that_is_cut_off_leaves_nothing_half", 15,
            "mailbox cut off", "!after 1 byte", "!600", "!2500", "!5000"),
    *_there("outbox/test_faults.py::test_a_mailing_is_paused_and_resumed", 16, "mailing paused and resumed",
            "!after five mails"),
    *_there("outbox/test_faults.py::test_a_mailing_of_ten_thousand_is_paused_and_resumed", 16,
            "mailing paused and resumed", "of ten thousand"),
    *_there("store/test_objects.py::test_a_put_whose_answer_is_lost_is_found_out", 17, "object store, put",
            "!500 before", "!500 after it was stored", "!silent", "!connection closed", "!twice"),
    *_there("store/test_objects.py::test_an_answer_that_is_cut_off_is_asked_for_again", 17, "object store, get",
            "!500", "!cut off", "!silent", "!closed, then cut off"),
    *_there("store/test_backup.py::test_a_backup_under_load_comes_back_elsewhere_with_every_hash_equal", 19,
            "backup", "!while files come in"),
    *_there("web/test_uploads.py::test_a_line_that_breaks_in_the_middle_of_a_piece_keeps_nothing_of_it", 20,
            "upload cut short", "!in a piece"),
    *_there("web/test_uploads.py::test_sixteen_uploads_of_the_same_bytes_at_once_are_one_document", 11,
            "sixteen uploads at once", "!in pieces"),
)  # fmt: skip


def of(family: str) -> Any:
    """The parameters of a family's test."""
    mine = [pair for pair in PAIRS if pair.family == family]
    return pytest.mark.parametrize(
        "pair", [pytest.param(p, id=p.name, marks=() if p.quick else pytest.mark.soak) for p in mine]
    )
