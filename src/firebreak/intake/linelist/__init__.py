"""Line lists: a sheet of cases, of places they visited, or of published counts, into the record.

Reading (`read_file`) is pure: bytes in, a `Sheet` out, with what each column was taken for and all
that is wrong. Applying (`apply.py`) writes it as one change. Between the two, people look.
"""

from firebreak.intake.linelist.fields import FIELDS, Kind
from firebreak.intake.linelist.findings import Row
from firebreak.intake.linelist.headings import Column
from firebreak.intake.linelist.problems import Problem
from firebreak.intake.linelist.sheet import Sheet, read_content, read_file
from firebreak.intake.linelist.units import KnownUnit, UnitBook

__all__ = [
    "FIELDS",
    "Column",
    "Kind",
    "KnownUnit",
    "Problem",
    "Row",
    "Sheet",
    "UnitBook",
    "read_content",
    "read_file",
]
