"""Archives: several files sent as one. Each of them is a document of its own.

Systems that export a table a file (SORMAS, Go.Data as CSV) pack them together. What could do harm
when it is unpacked, or is more than somebody sends at once, stays whole: the inbox then says why it
cannot be read, as of any other file.
"""

import io
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import NamedTuple

from firebreak.intake import detect
from firebreak.intake.drafts import ReadingError

#: As many as are taken from a page at once.
MOST_FILES = 50
#: What systems add that nobody sent: macOS's other half of a file, and hidden files.
NOT_SENT = ("__MACOSX", ".")
UTF8_NAMES = 0x800  # the flag of a member whose name is UTF-8


class Part(NamedTuple):
    """A file that was sent."""

    name: str
    content: bytes


def parts_of(content: bytes, name: str) -> list[Part]:
    """
    Return the files of an archive by their own names, in its order; of any other document itself.

    A workbook is an archive too, and one document. An archive within an archive is not unpacked.

    Examples
    --------
    >>> packed = io.BytesIO()
    >>> with zipfile.ZipFile(packed, "w") as archive:
    ...     archive.writestr("day/cases.csv", "number")
    >>> parts_of(packed.getvalue(), "day.zip")
    [Part(name='cases.csv', content=b'number')]
    >>> parts_of(b"number", "cases.csv")
    [Part(name='cases.csv', content=b'number')]
    """
    whole = [Part(name, content)]
    if not content.startswith(detect.ZIP) or len(content) > detect.MOST_BYTES:
        return whole
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            members = (
                [] if detect.is_workbook(packed) else list(filter(_is_sent, packed.infolist()))
            )
            if not 0 < len(members) <= MOST_FILES:
                return whole
            return list(_unpacked(packed, members, len(content)))
    except (ReadingError, *detect.UNREADABLE):
        return whole


def _is_sent(member: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(member.filename)
    return not member.is_dir() and not any(part.startswith(NOT_SENT) for part in path.parts)


def _unpacked(packed: zipfile.ZipFile, members: list[zipfile.ZipInfo], size: int) -> Iterator[Part]:
    """Unpack piece by piece: sizes in an archive's own list may be lies."""
    unpacked = 0
    for member in members:
        detect.check_packing(member)
        pieces = []
        with packed.open(member) as stream:
            while piece := stream.read(detect.CHUNK):
                unpacked += len(piece)
                detect.check_unpacked(unpacked, size, detect.MOST_BYTES)
                pieces.append(piece)
        yield Part(_name_of(member), b"".join(pieces))


def _name_of(member: zipfile.ZipInfo) -> str:
    """Return the name of a file; Windows writes Chinese ones in its own encoding and does not say so."""
    name = PurePosixPath(member.filename).name
    if member.flag_bits & UTF8_NAMES:
        return name
    try:
        return name.encode("cp437").decode("gb18030")
    except UnicodeError:
        return name
