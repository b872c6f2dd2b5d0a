"""A reader as small as can be, so that the inbox is tested whoever reads texts in earnest.

Each line of its format is one draft: kind key field=value … @role=key … ?field=doubt. A value is
typed as the vocabulary says; the span is where the value stands.
"""

import re
from datetime import date, tzinfo

from firebreak.intake.drafts import Doubt, Draft, Reading, ReadingError, Span, Value
from firebreak.intake.readers import Reader
from firebreak.intake.vocabulary import FIELDS, value_typed

WORD = re.compile(r"(@|\?|~)?([a-z_]+)=(\S+)")


def recognises(content: bytes, name: str) -> bool:
    return content.startswith(b"#small")


def read(content: bytes, *, name: str, published: date | None, zone: tzinfo) -> Reading:
    text = content.decode()
    if "!unreadable" in text:
        raise ReadingError("damaged")
    if "!fault" in text:
        raise RuntimeError("a fault of the reader")
    drafts, start = [], 0
    for line in text.splitlines(keepends=True):
        if not line.startswith("#") and line.strip():
            drafts.append(_draft(line, start, published or date(2020, 2, 3), zone))
        start += len(line)
    return Reading("small", tuple(drafts), text, published=published)


def _draft(line: str, start: int, today: date, zone: tzinfo) -> Draft:
    kind, key, *_rest = line.split()
    fields, links, doubts = {}, {}, []
    for found in WORD.finditer(line):
        mark, name, written = found.groups()
        if mark == "@":
            links[name] = written
        elif mark == "?":
            doubts.append(Doubt(name, "uncertain", written))
        else:
            value = written
            if name in FIELDS[kind]:
                plain = written.replace("_", " ") if ":" in written else written
                value = value_typed(kind, name, plain, zone=zone, today=today)
            span = Span(start + found.start(3), start + found.end(3))
            fields[name] = Value(value, span, written, 0.5 if mark == "~" else 1.0)
    return Draft(key, kind, fields, links, doubts=tuple(doubts))


READER = Reader(recognises, read)
