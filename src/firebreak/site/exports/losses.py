"""What a format could not carry, in the reader's language."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from firebreak.intake.drafts import Note
from firebreak.intake.vocabulary import FIELDS
from firebreak.outputs.exchange.sentences import KINDS, LOSSES
from firebreak.site.inbox.words import field_word
from firebreak.site.words import apart

#: losses that name, in place of a field, of which kind the records are
OF_A_KIND = ("kind_not_carried", "only_the_last")
MOST_CARDS = 10  # named of those that leave a box empty


@dataclass(frozen=True)
class Subject:
    """What of one kind of record a format could not carry: what the records are called, sentences."""

    title: str
    sentences: tuple[str, ...]


def by_subject(notes: Iterable[Note]) -> list[Subject]:
    """Return what was left out of each kind of record, in the order in which they are first told of."""
    told: dict[str, list[str]] = defaultdict(list)
    for note in notes:
        told[_subject(note)].append(loss(note))
    return [Subject(title, tuple(sentences)) for title, sentences in told.items()]


def _subject(note: Note) -> str:
    """What the records are called that a note is about; of a form, its boxes."""
    kind = str(note.values.get("kind", ""))
    return KINDS[_speaks()].get(kind, kind).capitalize() or _("Boxes of the form")


def losses(notes: Iterable[Note]) -> list[str]:
    """Return a sentence for each note."""
    return [loss(note) for note in notes]


def loss(note: Note) -> str:
    """Say what a format could not carry."""
    speaks = _speaks()
    said = LOSSES[note.code][speaks]
    if note.code == "required_missing":
        cards = _cards(note)
        return said.format(field=note.values["field"], count=note.values["count"], cards=cards)
    if note.code == "boxes_not_kept":
        return said.format(field=note.values["field"], count=note.values["count"])
    kind, name = str(note.values["kind"]), str(note.values["field"])
    if note.code in OF_A_KIND:
        field = _in_brackets(_choice_word(kind, name), speaks)
    else:
        field = "" if name == "*" else field_word(kind, name)
    return said.format(kind=KINDS[speaks].get(kind, kind), field=field, count=note.values["count"])


def _speaks() -> str:
    return "zh" if (get_language() or "").startswith("zh") else "en"


def _choice_word(kind: str, value: str) -> str:
    """The word for one kind of check, one level of placement; "" for all of them."""
    if value == "*":
        return ""
    choices = (how.choices for how in FIELDS.get(kind, {}).values() if how.kind == "choice")
    return next((str(one(value).label) for one in choices if value in one.values), value)


def _in_brackets(word: str, speaks: str) -> str:
    if not word:
        return ""
    return f"（{word}）" if speaks == "zh" else f" ({word})"


def _cards(note: Note) -> str:
    """The cards that leave a box empty, as many as are told one by one."""
    told: object = note.values.get("cards", ())
    cards = [str(card) for card in told] if isinstance(told, list | tuple) else []
    return apart([*cards[:MOST_CARDS], *(["…"] if len(cards) > MOST_CARDS else [])])
