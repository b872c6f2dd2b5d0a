"""WHO's case form of 2020 as a table."""

from firebreak.intake.who_form.reading import read_who_form, recognises

read = read_who_form  # as every reader of the table is called

__all__ = ["read", "read_who_form", "recognises"]
