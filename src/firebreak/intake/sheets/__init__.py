"""Workbooks and CSV as people keep them, read as drafts.

Every list of a file is read: cases, places visited, journeys, links, contacts, results of tests,
published counts. A row that cannot be read is left out with its reason; the others go on. (Applied
whole or not at all, without review, is `intake.linelist`.)
"""

from firebreak.intake.sheets.reading import Columns, read_sheets

__all__ = ["Columns", "read_sheets"]
