"""SORMAS: its import and export tables of cases (with samples and tests) and of contacts."""

from firebreak.intake.sormas.reading import read, recognises

__all__ = ["read", "recognises"]
