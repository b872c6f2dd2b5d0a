"""What writers of all formats share: fields put in their places, and what had to be left out."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from firebreak.engine.when import Precision, When
from firebreak.intake.drafts import Draft, Note
from firebreak.intake.exchange.codecs import Surroundings
from firebreak.intake.exchange.collecting import Field, Path, put_at


@dataclass(frozen=True)
class Written:
    """
    A file, and what it could not carry: one note for each field and reason, with a count.

    `beside` holds further files of formats that take several: by what they hold.
    """

    content: bytes
    notes: tuple[Note, ...]
    beside: Mapping[str, bytes] = field(default_factory=dict)


@dataclass
class Writing:
    """A file under way: counts what is left out."""

    about: Surroundings
    lost: Counter = field(default_factory=Counter)

    def fill(self, target: Any, draft: Draft, known: Iterable[Field], base: Path = ()) -> set[str]:
        """Write fields of a draft into nested values; return the names of those it has."""
        named = set()
        for one in known:
            value = draft.fields.get(one.name)
            if value is None:
                continue
            named.add(one.name)
            self.put(target, draft, one, value.value, base)
        return named

    def put(self, target: Any, draft: Draft, known: Field, value: object, base: Path = ()) -> None:
        """Write one value; what is lost of it is counted."""
        if is_unknown(value):
            return
        loss = known.codec.loss(value)
        if loss:
            self.lose(draft.kind, known.name, loss)
        raw = known.codec.write(value, self.about)
        if raw is not None:
            put_at(target, (*base, *known.path), raw)

    def lose(self, kind: str, name: str, code: str = "field_not_carried") -> None:
        """Count something the format cannot say."""
        self.lost[kind, name, code] += 1

    def lose_rest(self, draft: Draft, carried: Iterable[str]) -> None:
        """Count the fields of a draft that are not among those written."""
        for name, value in draft.fields.items():
            if name not in carried and not is_unknown(value.value):
                self.lose(draft.kind, name)

    def notes(self) -> tuple[Note, ...]:
        """Return what was left out, counted."""
        return tuple(
            Note(code, None, {"kind": kind, "field": name, "count": count})
            for (kind, name, code), count in sorted(self.lost.items())
        )


def is_unknown(value: object) -> bool:
    """Say whether a value says nothing."""
    is_no_time = isinstance(value, When) and value.precision is Precision.UNKNOWN
    return value is None or value == "" or is_no_time


def by_link(drafts: Iterable[Draft], role: str) -> dict[str, list[Draft]]:
    """Return drafts by the key of the draft they are linked to in a role."""
    found: dict[str, list[Draft]] = {}
    for draft in drafts:
        if role in draft.links:
            found.setdefault(draft.links[role], []).append(draft)
    return found


def identity(draft: Draft) -> str:
    """Return the id a draft is known by outside: its own, or what its key says of it."""
    return str(draft.value("external_id") or draft.key.partition(":")[2] or draft.key)
