"""Counts in a CSV with a row of HXL tags."""

from firebreak.intake.hxl.reading import read_hxl, recognises

__all__ = ["read_hxl", "recognises"]
