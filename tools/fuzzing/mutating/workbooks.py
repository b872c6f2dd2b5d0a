"""Workbooks spoilt: their cells, the parts of their archive, and the bytes of the archive itself."""

import io
import random
import re
import zipfile

from firebreak.intake.detect import UNREADABLE
from tools.fuzzing.mutating.values import twisted, value

BETWEEN_TAGS = re.compile(r">([^<>]+)<")
IN_QUOTES = re.compile(r'"([^"<>]*)"')
TAG = re.compile(r"<[^<>]+>")
Members = list[tuple[str, bytes]]


def mutated(content: bytes, draw: random.Random, others: tuple[bytes, ...]) -> bytes:
    """Return a workbook with one to four changes within its parts; what is no zip comes back."""
    try:
        members = unpacked(content)
    except UNREADABLE:
        return content
    for _time in range(draw.randrange(1, 5)):
        if members:
            draw.choice(WAYS)(members, draw, others)
    return packed(members, draw)


def unpacked(content: bytes) -> Members:
    """Return the parts of an archive."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [(one.filename, archive.read(one)) for one in archive.infolist()]


def packed(members: Members, draw: random.Random) -> bytes:
    """Return parts as an archive."""
    file = io.BytesIO()
    how = draw.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED))
    with zipfile.ZipFile(file, "w", how) as archive:
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(_writable(name)), content, how)
    return file.getvalue()


def _within(pattern: re.Pattern, group: int):
    """A way that changes one match of a pattern in one part, mostly a sheet."""

    def change(members: Members, draw: random.Random, _others: tuple[bytes, ...]) -> None:
        sheets = [i for i, (name, _c) in enumerate(members) if _holds_cells(name)]
        at = draw.choice(sheets if sheets and draw.random() < 0.8 else range(len(members)))
        name, content = members[at]
        text = content.decode("utf-8", "replace")
        found = list(pattern.finditer(text))
        if not found:
            return
        start, end = draw.choice(found).span(group)
        said = twisted(text[start:end], draw) if draw.random() < 0.6 else value(draw)
        text = text[:start] + said + text[end:]
        members[at] = (name, text.encode("utf-8", "replace"))

    return change


def _holds_cells(name: str) -> bool:
    return "sheet" in name.lower() or name in ("content.xml", "xl/sharedStrings.xml")


def _part_less(members: Members, draw: random.Random, _others: tuple[bytes, ...]) -> None:
    del members[draw.randrange(len(members))]


def _part_renamed(members: Members, draw: random.Random, _others: tuple[bytes, ...]) -> None:
    at = draw.randrange(len(members))
    name = draw.choice((draw.choice(members)[0], twisted(members[at][0], draw)))
    members[at] = (name.replace("\0", "") or "x", members[at][1])


def _part_of_another(members: Members, draw: random.Random, others: tuple[bytes, ...]) -> None:
    try:
        there = unpacked(draw.choice(others))
    except zipfile.BadZipFile:
        return
    at = draw.randrange(len(members))
    members[at] = (members[at][0], draw.choice(there)[1])


def _tag_moved(members: Members, draw: random.Random, _others: tuple[bytes, ...]) -> None:
    at = draw.randrange(len(members))
    name, content = members[at]
    text = content.decode("utf-8", "replace")
    found = list(TAG.finditer(text))
    if found:
        one, other = draw.choice(found), draw.choice(found)
        times = draw.choice((0, 1, 1, 2, 500))
        text = text[: other.start()] + one.group() * times + text[other.end() :]
        members[at] = (name, text.encode("utf-8", "replace"))


def _bytes_of_a_part(members: Members, draw: random.Random, _others: tuple[bytes, ...]) -> None:
    at = draw.randrange(len(members))
    name, content = members[at]
    start = draw.randrange(len(content) + 1)
    members[at] = (name, content[:start] + draw.randbytes(3) + content[start + 3 :])


WAYS = (
    _within(BETWEEN_TAGS, 1),
    _within(BETWEEN_TAGS, 1),
    _within(BETWEEN_TAGS, 1),
    _within(IN_QUOTES, 1),
    _within(IN_QUOTES, 1),
    _within(TAG, 0),
    _tag_moved,
    _part_less,
    _part_renamed,
    _part_of_another,
    _bytes_of_a_part,
)


def _writable(name: str) -> str:
    """A name that a zip can hold: half a character cannot be written."""
    return name.encode("utf-8", "replace").decode("utf-8")
