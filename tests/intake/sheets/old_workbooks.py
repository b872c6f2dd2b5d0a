"""Workbooks of Excel 97 and in Excel's binary format, small ones of our own making."""

import io
import struct
import zipfile
from collections.abc import Sequence

SECTOR = 512
FREE, END, OF_FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>'
    '<Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>'
)
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_LINKS = (
    '<?xml version="1.0"?><Relationships'
    ' xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
)
_LINK = '<Relationship Id="{id}" Type="' + _RELATIONS + '/{kind}" Target="{to}"/>'
#: The styles of a cell: as it is, and as a day.
PLAIN, DAY = 0, 1
Cell = str | float | tuple[float, int]


def xls(rows: Sequence[Sequence[Cell]], *, since_1904: bool) -> bytes:
    """Return a workbook of Excel 97 with one sheet; a cell may be a number and its style."""
    sheet = _biff(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
    sheet += b"".join(
        _xls_cell(r, c, cell) for r, row in enumerate(rows) for c, cell in enumerate(row)
    )
    sheet += _biff(0x0A, b"")
    head = _biff(0x809, struct.pack("<HHHHII", 0x600, 0x5, 0, 0, 0, 0))
    head += _biff(0x22, struct.pack("<H", since_1904))
    head += b"".join(_biff(0xE0, struct.pack("<HH16x", 0, 14 * style)) for style in (PLAIN, DAY))
    name = "名单".encode("utf-16-le")
    length = len(head) + 4 + 8 + len(name) + 4
    head += _biff(0x85, struct.pack("<IHBB", length, 0, 2, 1) + name) + _biff(0x0A, b"")
    return _compound("Workbook", head + sheet)


def _xls_cell(row: int, column: int, cell: Cell) -> bytes:
    if isinstance(cell, str):
        said = struct.pack("<HHHHB", row, column, PLAIN, len(cell), 1) + cell.encode("utf-16-le")
        return _biff(0x204, said)
    number, style = cell if isinstance(cell, tuple) else (cell, PLAIN)
    return _biff(0x203, struct.pack("<HHHd", row, column, style, number))


def _biff(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _compound(name: str, stream: bytes) -> bytes:
    """A compound file of one stream: its table, its directory, the stream."""
    stream = stream.ljust(max(4096, -(-len(stream) // SECTOR) * SECTOR), b"\0")
    count = len(stream) // SECTOR
    table = [OF_FAT, END, *range(3, count + 2), END]
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, END, 0, END, 0)
    head += struct.pack("<109I", 0, *[FREE] * 108)
    directory = _entry("Root Entry", 5, 1, END, 0) + _entry(name, 2, FREE, 2, len(stream))
    packed = struct.pack(f"<{SECTOR // 4}I", *(table + [FREE] * (SECTOR // 4 - len(table))))
    return head + packed + directory.ljust(SECTOR, b"\0") + stream


def _entry(name: str, kind: int, child: int, first: int, size: int) -> bytes:
    written = name.encode("utf-16-le")
    head = written.ljust(64, b"\0") + struct.pack("<HBB", len(written) + 2, kind, 1)
    return head + struct.pack("<III36xIQ", FREE, FREE, child, first, size)


def xlsb(rows: Sequence[Sequence[Cell]], *, since_1904: bool) -> bytes:
    """Return a binary workbook with one sheet; a cell may be a number and its style."""
    book = _record(131) + _record(153, struct.pack("<III", since_1904, 0, 0)) + _record(143)
    book += _record(156, struct.pack("<II", 0, 1) + _wide("rId1") + _wide("名单")) + _record(144)
    size = struct.pack("<IIII", 0, len(rows) - 1, 0, max(map(len, rows)) - 1)
    sheet = _record(129) + _record(148, size) + _record(145)
    for number, row in enumerate(rows):
        sheet += _record(0, struct.pack("<I21x", number))
        sheet += b"".join(_xlsb_cell(column, cell) for column, cell in enumerate(row))
    styles = _record(278) + _record(617, struct.pack("<I", 2))
    styles += b"".join(_record(47, struct.pack("<HH12x", 0, 14 * s)) for s in (PLAIN, DAY))
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        file.writestr("[Content_Types].xml", _TYPES)
        file.writestr("_rels/.rels", _linked(("rId1", "officeDocument", "xl/workbook.bin")))
        links = (("rId1", "worksheet", "worksheets/sheet1.bin"), ("rId2", "styles", "styles.bin"))
        file.writestr("xl/_rels/workbook.bin.rels", _linked(*links))
        file.writestr("xl/workbook.bin", book + _record(132))
        file.writestr("xl/worksheets/sheet1.bin", sheet + _record(146) + _record(130))
        file.writestr("xl/styles.bin", styles + _record(618) + _record(279))
    return content.getvalue()


def _xlsb_cell(column: int, cell: Cell) -> bytes:
    if isinstance(cell, str):
        return _record(6, struct.pack("<II", column, PLAIN) + _wide(cell))
    number, style = cell if isinstance(cell, tuple) else (cell, PLAIN)
    return _record(5, struct.pack("<IId", column, style, number))


def _linked(*links: tuple[str, str, str]) -> str:
    said = (_LINK.format(id=name, kind=kind, to=to) for name, kind, to in links)
    return _LINKS.format("".join(said))


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _record(kind: int, content: bytes = b"") -> bytes:
    return _seven_bits(kind) + _seven_bits(len(content)) + content


def _seven_bits(number: int) -> bytes:
    head, rest = number & 0x7F, number >> 7
    return bytes([head]) if not rest else bytes([head | 0x80]) + _seven_bits(rest)
