"""Drafts as they are found in another system's file, and everything that does not fit one.

A `Record` is one thing in the file: nested values, and where each stands. `Making` is a draft under
way; a `Collector` holds all of them, keeps their keys apart and counts what nobody took.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from firebreak.intake.drafts import Cell, Doubt, Draft, Note, Origin, Reading, ReadingError, Value
from firebreak.intake.exchange.codecs import Codec, Surroundings
from firebreak.intake.exchange.json_files import leaves
from firebreak.intake.exchange.texts import tidy, words_of
from firebreak.intake.exchange.words import Unread

Path = tuple[str | int, ...]
MOST_NOTES = 200  # of fields not carried: a file made to have a million names is not listed whole
LONGEST_QUOTE = 200


@dataclass(frozen=True)
class Field:
    """A field of the record, where it stands in a file's record, and how it is written there."""

    name: str
    path: Path
    codec: Codec


@dataclass
class Record:
    """One record of a file: nested values, where each stands, and which were taken."""

    values: Mapping
    where: Callable[[Path], Origin]
    taken: set[Path] = field(default_factory=set)

    def at(self, *path: str | int) -> object | None:
        """Return the value at a path and count it as taken; None if the file does not say it."""
        self.taken.add(path)
        return value_at(self.values, path)

    def text(self, *path: str | int) -> str:
        """Return the text or number at a path; "" for anything else."""
        found = self.at(*path)
        is_text = isinstance(found, str | int | float) and not isinstance(found, bool)
        return tidy(str(found)) if is_text else ""

    def place(self) -> str:
        """Return where in its file the record stands, as an identity for one that has none."""
        origin = self.where(())
        return str(origin.row) if isinstance(origin, Cell) else str(getattr(origin, "path", ""))

    def items(self, *path: str | int) -> list[Path]:
        """Return the paths of the objects in the list at a path."""
        found = value_at(self.values, path)
        if not isinstance(found, list):
            return []
        return [(*path, n) for n, item in enumerate(found) if isinstance(item, Mapping)]

    def untaken(self) -> Iterable[Path]:
        """Yield the paths of what is said and nobody took."""
        for path, _value in leaves(self.values):
            if not any(path[: n + 1] in self.taken for n in range(len(path))):
                yield path


@dataclass
class Making:
    """A draft under way."""

    key: str
    kind: str
    about: Surroundings
    fields: dict[str, Value] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)

    def take(self, record: Record, known: Field, base: Path = ()) -> None:
        """Take one field of a file's record; what cannot be read becomes a doubt."""
        path = (*base, *known.path)
        raw = record.at(*path)
        if raw is None or raw == "" or (isinstance(raw, str) and not tidy(raw)):
            return
        try:
            found = known.codec.read(raw, self.about)
        except Unread as error:
            self.doubt(known.name, error.code, raw, error.options)
            return
        if found.doubt:
            self.doubt(known.name, found.doubt, raw, found.options)
        self.put(known.name, found.value, record.where(path), raw)

    def take_all(self, record: Record, known: Iterable[Field], base: Path = ()) -> None:
        """Take each of several fields."""
        for one in known:
            self.take(record, one, base)

    def put(self, name: str, value: object, origin: Origin | None, raw: object = "") -> None:
        """Set a field, with where it stands and in which words."""
        self.fields[name] = Value(value, origin, _quote(raw))

    def doubt(self, name: str, code: str, said: object, options: Sequence[str] = ()) -> None:
        """Say what is uncertain of a field."""
        self.doubts.append(Doubt(name, code, _quote(said), tuple(options)))

    def draft(self) -> Draft:
        """Return the draft."""
        return Draft(self.key, self.kind, self.fields, self.links, doubts=tuple(self.doubts))


@dataclass
class Collector:
    """All drafts of one file, and what is to be said of it."""

    about: Surroundings
    drafts: dict[str, Making] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    left: Counter = field(default_factory=Counter)
    repeated: Counter = field(default_factory=Counter)  # how often an identity has come again

    def make(self, kind: str, identity: str) -> Making:
        """Begin a draft of a kind, with a key of its own: that of its identity if it is free."""
        key = free = f"{kind}:{identity}"
        while free in self.drafts:
            self.repeated[key] += 1
            free = f"{key}/{self.repeated[key] + 1}"
        return self.drafts.setdefault(free, Making(free, kind, self.about))

    def known(self, kind: str, identity: str) -> Making | None:
        """Return the draft of a kind with an identity, if one was begun."""
        return self.drafts.get(f"{kind}:{identity}")

    def note(self, code: str, origin: Origin | None = None, **values: object) -> None:
        """Say something of the document."""
        self.notes.append(Note(code, origin, values))

    def leave(self, record: Record, what: str) -> None:
        """Count what a record says and nobody took."""
        for path in record.untaken():
            named = ".".join("[]" if isinstance(part, int) else tidy(part) for part in path)
            self.left[what, named.replace(".[]", "[]")[:LONGEST_QUOTE]] += 1

    def cut_loose_links(self) -> None:
        """Turn a link to what the file never tells of into a doubt."""
        for making in self.drafts.values():
            for role in [role for role, key in making.links.items() if key not in self.drafts]:
                making.doubt(role, "told_of_nowhere", making.links.pop(role).partition(":")[2])

    def reading(self, name: str, published=None) -> Reading:
        """
        Return the reading.

        Raises
        ------
        ReadingError
            `nothing_found`: the file has nothing that becomes a draft, nor says why.
        """
        self.cut_loose_links()
        if not self.drafts and not self.notes and not self.left:
            raise ReadingError("nothing_found")
        drafts = tuple(making.draft() for making in self.drafts.values())
        return Reading(name, drafts, "", (*self.notes, *self._left_over()), published)

    def _left_over(self) -> list[Note]:
        counted = [
            Note("not_carried", None, {"record": what, "field": name, "count": count})
            for (what, name), count in self.left.items()
        ]
        if len(counted) <= MOST_NOTES:
            return counted
        more = len(counted) - MOST_NOTES
        return [*counted[:MOST_NOTES], Note("more_not_carried", None, {"count": more})]


def value_at(values: object, path: Path) -> object | None:
    """Return what stands at a path of nested mappings and lists; None if nothing does."""
    for part in path:
        if isinstance(values, Mapping):
            values = values.get(part)
        elif isinstance(values, list) and isinstance(part, int) and part < len(values):
            values = values[part]
        else:
            return None
    return values


def put_at(target: Any, path: Path, value: object) -> None:
    """Put a value at a path of nested objects and lists, making those that are not there."""
    for part, after in pairwise(path):
        target = _step(target, part, [] if isinstance(after, int) else {})
    _step(target, path[-1], value)


def _step(target: Any, part: str | int, value: object) -> Any:
    if isinstance(target, list) and isinstance(part, int):
        while len(target) <= part:
            target.append({} if not isinstance(value, list) else [])
        if not isinstance(value, dict | list):
            target[part] = value
        return target[part]
    return target.setdefault(part, value)


def _quote(raw: object) -> str:
    said = raw if isinstance(raw, str | int | float) else words_of(raw)
    return tidy(str(said))[:LONGEST_QUOTE]
