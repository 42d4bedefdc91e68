"""CSV in which no cell is a formula (threat T8): `generate/sheets.py`, where the papers' manifests use it as well."""

from generate.sheets import csv_of, safe

__all__ = ["csv_of", "safe"]
