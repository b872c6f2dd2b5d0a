"""Counts in a CSV with a row of HXL tags."""

from firebreak.intake.hxl.reading import read_hxl, recognises

read = read_hxl  # as every reader of the table is called

__all__ = ["read", "read_hxl", "recognises"]
