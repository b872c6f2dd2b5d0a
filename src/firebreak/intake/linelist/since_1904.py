"""From when the days of a workbook are counted: from 1900, or from 1904, as an old Mac did.

Each kind of workbook says it in a record of its own. Whatever is not as expected counts from 1900.
"""

import io
import re
import struct
import zipfile
from collections.abc import Iterator

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOOK_AT = 4 * 1024 * 1024  # bytes at the beginning, where such a record stands
_IN_XLSX = re.compile(rb'<workbookPr\b[^>]*\bdate1904="(?:1|true)"')
_IN_XLSB, _SHEETS_BEGIN = 153, 143  # BrtWbProp, of which the first bit; BrtBeginBundleShs
_IN_XLS, _END_OF_PART, _BEGIN_OF_PART = 0x22, 0x0A, 0x809  # DATEMODE, EOF, BOF
_STREAMS = ("Workbook", "Book")
#: Of a compound file: no sector follows.
_LAST = 0xFFFFFFFA
_SPOILT = (
    zipfile.BadZipFile,
    KeyError,
    OSError,
    ValueError,
    RuntimeError,
    NotImplementedError,
    struct.error,
    IndexError,
)


def since_1904(content: bytes) -> bool:
    """Say whether the days of a workbook are counted from 1904."""
    try:
        if content.startswith(OLE):
            return _of_xls(_stream(content))
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            if "xl/workbook.bin" in book.namelist():
                return _of_xlsb(book.open("xl/workbook.bin").read(LOOK_AT))
            return _IN_XLSX.search(book.read("xl/workbook.xml")) is not None
    except _SPOILT:
        return False


def _of_xls(stream: bytes) -> bool:
    """By the record of the first part of the stream, which is about the whole workbook."""
    kind, at = _BEGIN_OF_PART, 0
    while kind != _END_OF_PART and at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if at == 0 and kind != _BEGIN_OF_PART:
            return False
        if kind == _IN_XLS:
            return struct.unpack_from("<H", stream, at + 4)[0] == 1
        at += 4 + length
    return False


def _of_xlsb(part: bytes) -> bool:
    """By the properties of the workbook, which stand before its sheets."""
    kind, at = 0, 0
    while kind != _SHEETS_BEGIN and at < len(part):
        kind, at = _number(part, at, most=2)
        length, at = _number(part, at, most=4)
        if kind == _IN_XLSB:
            return bool(part[at] & 1)
        at += length
    return False


def _number(part: bytes, at: int, *, most: int) -> tuple[int, int]:
    """A number of seven bits a byte, all but the last with the highest bit set; and where it ends."""
    number = 0
    for place in range(most):
        byte = part[at + place]
        number |= (byte & 0x7F) << 7 * place
        if byte < 0x80:
            break
    return number, at + place + 1


def _stream(content: bytes) -> bytes:
    """The beginning of the stream of a compound file that holds the workbook [MS-CFB]."""
    file = _Compound(content)
    for entry in file.entries():
        length = struct.unpack_from("<H", entry, 64)[0]
        name = entry[: max(length - 2, 0)].decode("utf-16-le", "replace")
        if name in _STREAMS:
            first, size = struct.unpack_from("<IQ", entry, 116)
            return file.read(first, min(size & 0xFFFFFFFF, LOOK_AT))
    return b""


class _Compound:
    """The sectors of a compound file, and which follows which."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.size = 1 << struct.unpack_from("<H", content, 30)[0]
        if self.size not in (512, 4096):
            raise ValueError("no compound file")
        tables = (n for n in struct.unpack_from("<109I", content, 76) if n < _LAST)
        self.next = [n for table in tables for n in self._numbers(table)]
        self.first_of_directory = struct.unpack_from("<I", content, 48)[0]

    def read(self, first: int, size: int) -> bytes:
        """The bytes from a sector on, along the chain of those that follow."""
        found, sector = bytearray(), first
        while sector < _LAST and len(found) < size:
            found += self._sector(sector)
            sector = self.next[sector]
        return bytes(found[:size])

    def entries(self) -> Iterator[bytes]:
        """What streams there are, of 128 bytes each."""
        directory = self.read(self.first_of_directory, LOOK_AT)
        return (directory[at : at + 128] for at in range(0, len(directory) - 127, 128))

    def _sector(self, number: int) -> bytes:
        at = (number + 1) * self.size
        if at >= len(self.content):
            raise ValueError("cut off")
        return self.content[at : at + self.size]

    def _numbers(self, sector: int) -> tuple[int, ...]:
        return struct.unpack(f"<{self.size // 4}I", self._sector(sector))
