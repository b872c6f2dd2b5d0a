"""What a document is, from its bytes: refused before any reader if it could do harm.

Comes in: bytes and the name they came under. Goes out: a `Document` that is safe to read within
bounded time and memory, or a `ReadingError`. Names lie, so the bytes decide.
"""

import io
import json
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from firebreak.intake.drafts import ReadingError

MB = 1024 * 1024
#: A line list of a million cases is about 150 MB as CSV.
MOST_BYTES = 256 * MB
#: Parsed, JSON takes about ten times its size: what a machine of 4 GB can hold.
MOST_JSON = 64 * MB
#: The longest newspaper edition has a few hundred thousand characters.
MOST_TEXT = 4 * MB
MOST_UNPACKED = 1024 * MB
#: Lists of people unpack to 10 to 30 times their size, one that repeats a single row to 20.
MOST_TIMES = 200
#: So little may unpack as it likes.
LITTLE = 32 * MB
#: Members of a workbook: a sheet, a few parts of style, some drawings.
MOST_MEMBERS = 5_000
#: Exports of Go.Data, DHIS2 and FHIR nest less than 30 deep.
MOST_DEEP = 100
CHUNK = 256 * 1024

MAGIC = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"BM", "picture"),
    (b"\x1f\x8b", "archive"),
    (b"BZh", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"Rar!", "archive"),
    (b"\xfd7zXZ\x00", "archive"),
)
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
#: What `zipfile` raises of an archive whose list, names, sizes or places are not what they say.
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    OverflowError,
    RuntimeError,  # a password; NotImplementedError is one
    ValueError,  # a name that is no text, a place before the beginning
)
#: How workbooks are packed; others may ask for any amount of memory to be unpacked.
PACKED_BY = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
WORKBOOK_MEMBERS = ("xl/workbook.xml", "xl/workbook.bin", "content.xml")
#: The names of the streams that hold macros, as OLE files write them (UTF-16, little-endian).
OLE_MACROS = ("_VBA_PROJECT".encode("utf-16-le"), "Macros".encode("utf-16-le"))
DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.I)
#: CESU-8, or a broken writer: a surrogate as if it were a character of its own.
SURROGATE_BYTES = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")
SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class Document:
    """
    A document that may be read.

    Attributes
    ----------
    kind
        `workbook`, `json` or `text`.
    text
        Decoded, unless it is a workbook.
    data
        Parsed, if it is JSON.
    """

    content: bytes
    name: str
    kind: str
    text: str = ""
    encoding: str = ""
    data: Any = None


def open_file(path: Path) -> Document:
    """
    Read and examine a file; one that is too large is not read at all.

    Raises
    ------
    ReadingError
        It cannot be read, or could do harm.
    OSError
        It is not there, or may not be read.
    """
    _check_size(path.stat().st_size, MOST_BYTES)
    return examine(path.read_bytes(), path.name)


def examine(content: bytes, name: str) -> Document:
    """
    Say what a document is, and refuse what could do harm.

    Parameters
    ----------
    content
        Its bytes.
    name
        The name it came under; it decides nothing but what plain text may be.

    Raises
    ------
    ReadingError
        With a code of `problems.py`.

    Examples
    --------
    >>> examine("1月18日，周某…".encode("gb18030"), "通报.txt").encoding
    'gb18030'
    """
    _check_size(len(content), MOST_BYTES)
    if not content.strip():
        raise ReadingError("empty")
    for magic, code in MAGIC:
        if content.startswith(magic):
            raise ReadingError(code)
    if content.startswith(ZIP):
        return _workbook(content, name)
    if content.startswith(OLE):
        return _old_workbook(content, name)
    return _written(content, name)


def _check_size(size: int, most: int) -> None:
    if size > most:
        raise ReadingError("too_large", size=-(-size // MB), most=most // MB)


def _workbook(content: bytes, name: str) -> Document:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            _check_members(packed)
            _check_unpacked(packed, len(content))
    except ReadingError:
        raise
    except UNREADABLE as error:
        raise ReadingError("damaged") from error
    return Document(content, name, "workbook")


def is_workbook(packed: zipfile.ZipFile) -> bool:
    """Say whether an archive is a workbook, as all of these are."""
    return any(member in packed.namelist() for member in WORKBOOK_MEMBERS)


def check_packing(member: zipfile.ZipInfo) -> None:
    """
    Refuse a member that is packed as no workbook is.

    Raises
    ------
    ReadingError
        `damaged`.
    """
    if member.compress_type not in PACKED_BY:
        raise ReadingError("damaged")


def _check_members(packed: zipfile.ZipFile) -> None:
    for member in packed.infolist():
        check_packing(member)
    names = packed.namelist()
    if len(names) > MOST_MEMBERS:
        raise ReadingError("archive")
    if any(Path(member).name.lower() == "vbaproject.bin" for member in names):
        raise ReadingError("macros")
    if any(member.startswith("Basic/") for member in names):  # macros of an ODS
        raise ReadingError("macros")
    if not is_workbook(packed):
        raise ReadingError("archive")


def _check_unpacked(packed: zipfile.ZipFile, size: int) -> None:
    """Unpack without keeping anything: sizes in an archive's own list may be lies."""
    check_unpacked(sum(member.file_size for member in packed.infolist()), size, MOST_UNPACKED)
    unpacked = 0
    for member in packed.infolist():
        is_markup = member.filename.lower().endswith((".xml", ".rels", ".vml"))
        before = b""
        with packed.open(member) as stream:
            while chunk := stream.read(CHUNK):
                unpacked += len(chunk)
                check_unpacked(unpacked, size, MOST_UNPACKED)
                if is_markup and DECLARATION.search(before + chunk):
                    raise ReadingError("xml_entities")
                before = chunk[-16:]  # a declaration may be cut in two


def check_unpacked(unpacked: int, size: int, most: int) -> None:
    """
    Refuse an archive of so many bytes that unpacks to so many.

    Raises
    ------
    ReadingError
        `unpacks_too_large`, `unpacks_too_far`.
    """
    if unpacked > most:
        raise ReadingError("unpacks_too_large", most=most // MB)
    if unpacked > max(LITTLE, MOST_TIMES * size):
        raise ReadingError("unpacks_too_far", most=MOST_TIMES)


def _old_workbook(content: bytes, name: str) -> Document:
    if any(word in content for word in OLE_MACROS):
        raise ReadingError("macros")
    return Document(content, name, "workbook")


def _written(content: bytes, name: str) -> Document:
    text, encoding = decoded(content)
    if "\0" in text:
        raise ReadingError("not_text")
    if _may_be_json(text, name):
        _check_size(len(content), MOST_JSON)
        data = _parsed(text, name)
        if data is not None:
            return Document(content, name, "json", text, encoding, data)
    if name.lower().endswith((".xml", ".html", ".htm")) and "<!entity" in text[:CHUNK].lower():
        raise ReadingError("xml_entities")
    return Document(content, name, "text", text, encoding)


def decoded(content: bytes) -> tuple[str, str]:
    """
    Return the text of bytes and its encoding.

    Raises
    ------
    ReadingError
        It is neither UTF-8, UTF-16 nor GB18030, or holds half a character.
    """
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _as(content, "utf-16"), "utf-16"
    try:
        return content.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError as error:
        if SURROGATE_BYTES.match(content, error.start):
            raise ReadingError("lone_surrogate") from None
        return _as(content, "gb18030"), "gb18030"


def _as(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        code = "lone_surrogate" if "surrogate" in error.reason else "encoding"
        raise ReadingError(code) from None


def _may_be_json(text: str, name: str) -> bool:
    """A pasted sentence may begin with a bracket; an export ends with its fellow too."""
    if name.lower().endswith(".json"):
        return True
    return text.lstrip("\ufeff \t\r\n")[:1] in ("{", "[") and text.rstrip()[-1:] in ("}", "]")


def _parsed(text: str, name: str) -> Any:
    """The data; None if it is no JSON and does not say that it is."""
    try:
        data = json.loads(text, parse_constant=_no_constant)
    except RecursionError:
        raise ReadingError("too_deep", most=MOST_DEEP) from None
    except ValueError:
        if name.lower().endswith(".json"):
            raise ReadingError("not_json") from None
        return None
    _check_parsed(data)
    return data


def _no_constant(word: str) -> None:
    raise ValueError(word)  # NaN and Infinity are no JSON


def _check_parsed(data: Any) -> None:
    """Look at every level, without recursion: depth, and halves of characters from `\\ud800`."""
    level, depth = [data], 0
    while level:
        depth += 1
        if depth > MOST_DEEP:
            raise ReadingError("too_deep", most=MOST_DEEP)
        deeper: list[Any] = []
        for item in level:
            if isinstance(item, str) and SURROGATE.search(item):
                raise ReadingError("lone_surrogate")
            if isinstance(item, dict):
                deeper.extend(item)
                deeper.extend(item.values())
            elif isinstance(item, list):
                deeper.extend(item)
        level = deeper
