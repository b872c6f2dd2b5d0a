"""The mappings of this installation: files in its home, one for each instance."""

from datetime import date, tzinfo
from pathlib import Path

from firebreak.home import folder
from firebreak.intake.dhis2 import reading
from firebreak.intake.dhis2.mapping import InstanceMap
from firebreak.intake.drafts import Reading

recognises = reading.recognises


def mappings_folder() -> Path:
    """Return the folder the mapping files are in; it need not be there."""
    return folder() / "dhis2"


def mappings() -> list[InstanceMap]:
    """
    Return the mappings of this installation.

    Raises
    ------
    ReadingError
        A file is no mapping.
    """
    files = sorted(mappings_folder().glob("*.json"))
    return [InstanceMap.from_json(file.read_bytes()) for file in files]


def read(content: bytes, *, published: date | None, zone: tzinfo) -> Reading:
    """Read tracker JSON by the mappings of this installation."""
    return reading.read(content, mappings=mappings(), published=published, zone=zone)
