"""WHO's case form of 2020 as a table."""

from firebreak.intake.who_form.reading import read_who_form, recognises

__all__ = ["read_who_form", "recognises"]
