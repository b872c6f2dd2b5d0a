"""Drafts: what a reader found, before anybody has accepted it.

Comes in: nothing; these are the words in which readers speak to the rest of the house.
Goes out: a `Reading`, plain data that can be written as JSON and read again. A draft says nothing
of the record: which person, place or case on file it may be is asked later, and what becomes of it
is a reviewer's decision.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Self

from firebreak.engine.when import Precision, When

#: Before the number of one of many who were at a gathering, as the role of a link.
ATTENDEE = "attendee"


@dataclass(frozen=True)
class Span:
    """Characters of `Reading.text`, from `start` up to but not with `end`."""

    start: int
    end: int


@dataclass(frozen=True)
class Cell:
    """A cell of a sheet: row 1 is the first, the column by its heading or its letter."""

    sheet: str | None
    row: int
    column: str


@dataclass(frozen=True)
class Pointer:
    """A place in a JSON document (a JSON pointer, RFC 6901)."""

    path: str


Origin = Span | Cell | Pointer


@dataclass(frozen=True)
class Value:
    """One value, where it stands, in which words, and how sure the reader is (0 to 1)."""

    value: object
    origin: Origin | None = None
    quote: str = ""
    confidence: float = 1.0


@dataclass(frozen=True)
class Doubt:
    """What is uncertain of one field: a code the site words, what was written, what it may be."""

    field: str
    code: str
    said: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Draft:
    """
    A record not yet accepted.

    Parameters
    ----------
    key
        Unique within its reading; the same bytes give the same keys.
    kind
        `person`, `case`, `stay`, ...: the record it would become.
    fields
        Field -> value, typed as the record's own field.
    links
        Role (`person`, `case`, `place`, ...) -> key of another draft of the reading.
    confidence
        How sure the reader is of the whole, 0 to 1.
    """

    key: str
    kind: str
    fields: Mapping[str, Value]
    links: Mapping[str, str] = field(default_factory=dict)
    confidence: float = 1.0
    doubts: tuple[Doubt, ...] = ()

    def value(self, name: str, default: object = None) -> Any:
        """Return the bare value of a field, or the default if the draft does not say it."""
        found = self.fields.get(name)
        return default if found is None else found.value


@dataclass(frozen=True)
class Note:
    """Something said of the document itself: a repeated paragraph, a row left out and why."""

    code: str
    origin: Origin | None = None
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Reading:
    """
    All that a reader found in one document.

    Examples
    --------
    >>> reading = Reading("text", (Draft("p1", "person", {"age": Value(45, Span(3, 6), "45岁")}),), "周某，45岁")
    >>> Reading.from_json(reading.to_json()) == reading
    True
    """

    format: str
    drafts: tuple[Draft, ...]
    text: str = ""
    notes: tuple[Note, ...] = ()
    published: date | None = None

    def draft(self, key: str) -> Draft:
        """
        Return the draft of a key.

        Raises
        ------
        KeyError
            There is none.
        """
        for draft in self.drafts:
            if draft.key == key:
                return draft
        raise KeyError(key)

    def to_json(self) -> str:
        """Write the reading as JSON: times in ISO 8601 with their zone."""
        return json.dumps(self.to_plain(), ensure_ascii=False)

    def to_plain(self) -> dict[str, Any]:
        """Return the reading as what JSON knows: objects, lists, texts, numbers."""
        return {
            "format": self.format,
            "published": typed_to_plain(self.published),
            "text": self.text,
            "drafts": [draft_to_plain(draft) for draft in self.drafts],
            "notes": [note_to_plain(note) for note in self.notes],
        }

    @classmethod
    def from_json(cls, written: str) -> Self:
        """Read what `to_json` wrote."""
        plain = json.loads(written)
        return cls(
            format=plain["format"],
            drafts=tuple(draft_from_plain(draft) for draft in plain["drafts"]),
            text=plain["text"],
            notes=tuple(note_from_plain(note) for note in plain["notes"]),
            published=typed_from_plain(plain["published"]),
        )


class ReadingError(ValueError):
    """
    A document cannot be read at all.

    Parameters
    ----------
    code
        A key of `intake/problems.py`, which has the sentence for a person.
    origin
        Where in the document, if it is one place.
    values
        What the sentence names: never anything of a person.
    """

    def __init__(self, code: str, origin: Origin | None = None, **values: object) -> None:
        super().__init__(code)
        self.code, self.origin, self.values = code, origin, values


def draft_to_plain(draft: Draft) -> dict[str, Any]:
    """Return a draft as what JSON knows."""
    return {
        "key": draft.key,
        "kind": draft.kind,
        "confidence": draft.confidence,
        "fields": {name: _value_to_plain(value) for name, value in draft.fields.items()},
        "links": dict(draft.links),
        "doubts": [
            {"field": d.field, "code": d.code, "said": d.said, "options": list(d.options)}
            for d in draft.doubts
        ],
    }


def draft_from_plain(plain: Mapping[str, Any]) -> Draft:
    """Read what `draft_to_plain` wrote."""
    return Draft(
        key=plain["key"],
        kind=plain["kind"],
        fields={name: _value_from_plain(value) for name, value in plain["fields"].items()},
        links=dict(plain["links"]),
        confidence=plain["confidence"],
        doubts=tuple(
            Doubt(d["field"], d["code"], d["said"], tuple(d["options"])) for d in plain["doubts"]
        ),
    )


def note_to_plain(note: Note) -> dict[str, Any]:
    """Return a note as what JSON knows."""
    values = {name: typed_to_plain(value) for name, value in note.values.items()}
    return {"code": note.code, "origin": _origin_to_plain(note.origin), "values": values}


def note_from_plain(plain: Mapping[str, Any]) -> Note:
    """Read what `note_to_plain` wrote."""
    values = {name: typed_from_plain(value) for name, value in plain["values"].items()}
    return Note(plain["code"], _origin_from_plain(plain["origin"]), values)


def _value_to_plain(value: Value) -> dict[str, Any]:
    return {
        "value": typed_to_plain(value.value),
        "origin": _origin_to_plain(value.origin),
        "quote": value.quote,
        "confidence": value.confidence,
    }


def _value_from_plain(plain: Mapping[str, Any]) -> Value:
    origin = _origin_from_plain(plain["origin"])
    return Value(typed_from_plain(plain["value"]), origin, plain["quote"], plain["confidence"])


def _origin_to_plain(origin: Origin | None) -> dict[str, Any] | None:
    if isinstance(origin, Span):
        return {"start": origin.start, "end": origin.end}
    if isinstance(origin, Cell):
        return {"sheet": origin.sheet, "row": origin.row, "column": origin.column}
    if isinstance(origin, Pointer):
        return {"path": origin.path}
    return None


def _origin_from_plain(plain: Mapping[str, Any] | None) -> Origin | None:
    if plain is None:
        return None
    if "path" in plain:
        return Pointer(plain["path"])
    if "row" in plain:
        return Cell(plain["sheet"], plain["row"], plain["column"])
    return Span(plain["start"], plain["end"])


def typed_to_plain(value: object) -> Any:
    """Return a value as JSON; what JSON has no word for is an object with one key, its type."""
    if value is None or isinstance(value, bool | int | float | str):
        return _bare(value)
    if isinstance(value, When):
        ends = {"start": _iso(value.start), "end": _iso(value.end)}
        return {"when": {**ends, "precision": value.precision.value}}
    if isinstance(value, datetime):
        return {"instant": value.isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, Mapping):
        return {"mapping": {str(name): typed_to_plain(inner) for name, inner in value.items()}}
    if isinstance(value, tuple | list | frozenset | set):
        ordered = value if isinstance(value, tuple | list) else sorted(value)
        return [typed_to_plain(inner) for inner in ordered]
    raise TypeError(f"A draft cannot hold a {type(value).__name__}.")


def _bare(value: Any) -> Any:
    # A word of an enumeration is a text that knows more; JSON keeps the text.
    return str(value) if isinstance(value, str) and type(value) is not str else value


def typed_from_plain(plain: Any) -> Any:
    """Read what `typed_to_plain` wrote."""
    if isinstance(plain, list):
        return tuple(typed_from_plain(inner) for inner in plain)
    if not isinstance(plain, dict):
        return plain
    [(kind, written)] = plain.items()
    return _TYPES[kind](written)


def _when(written: Mapping[str, Any]) -> When:
    return When(
        _instant(written["start"]), _instant(written["end"]), Precision(written["precision"])
    )


def _instant(written: str | None) -> datetime | None:
    return None if written is None else datetime.fromisoformat(written)


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


_TYPES: dict[str, Callable[[Any], Any]] = {
    "when": _when,
    "instant": datetime.fromisoformat,
    "date": date.fromisoformat,
    "decimal": Decimal,
    "mapping": lambda written: {name: typed_from_plain(inner) for name, inner in written.items()},
}
