"""Gatherings in English: had dinner with 11 colleagues at Red Lantern Restaurant on 17 January."""

import re
from collections.abc import Sequence

from firebreak.intake.drafts import Value
from firebreak.intake.text.drafting import Drafting
from firebreak.intake.text.people import Section
from firebreak.intake.text.places import english_place_kind
from firebreak.intake.text.times_english import WORDS

_MEAL = re.compile(r"\b(?:dinner|lunch|meal|party|banquet|wedding|hot ?pot|gathering|funeral)\b")
_COUNT = r"(?P<n>\d{1,4}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_PEOPLE = re.compile(
    rf"\b{_COUNT} (?:other )?(?:people|persons|guests|colleagues|friends|relatives)\b"
)
_LATER = re.compile(
    rf"\b{_COUNT} (?:of (?:them|whom) |guests |people |colleagues |friends |relatives )?"
    r"(?:later |were |was |have |had |been )*(?:confirmed|infected|tested positive|fell ill)"
)
_WHERE = re.compile(r"\bat (?:the |a )?(?P<place>[A-Z][\w'’-]*(?: (?:of )?[A-Z][\w'’-]*)*)")
#: With 11 colleagues: he is the twelfth, if the text counts as most do.
_BESIDES_HIM = re.compile(r"\bwith (?:his |her |the )?$")
BESIDES = 0.7
NUMBERS = WORDS | {"eleven": 11, "twelve": 12}


def write_english_gatherings(drafting: Drafting, cased: str, people: Sequence[Section]) -> None:
    """Write where people came together, how many, and how many of them were confirmed later."""
    for start, end in drafting.sentences.spans:
        meal = _MEAL.search(drafting.plain, start, end)
        many = _PEOPLE.search(drafting.plain, start, end) if meal else None
        if not meal or not many:
            continue
        person = next((one.person for one in people if one.start <= start < one.end), None)
        times = drafting.times_in(start, end)
        fields = {
            "what": drafting.words(*meal.span()),
            "people": _how_many(drafting, many),
            "when": drafting.when(times[0]) if times else None,
            **_later(drafting, many.end(), end),
            **_where(drafting, cased, start, end),
        }
        drafting.add("gathering", fields, {"person": person})


def _how_many(drafting: Drafting, many: re.Match[str]) -> Value:
    besides = _BESIDES_HIM.search(drafting.plain, max(many.start() - 12, 0), many.start())
    return drafting.value(_number(many["n"]), *many.span("n"), BESIDES if besides else 1.0)


def _later(drafting: Drafting, start: int, end: int) -> dict[str, Value | None]:
    later = _LATER.search(drafting.plain, start, min(end + 160, len(drafting.plain)))
    if later is None:
        return {}
    return {"later_confirmed": drafting.value(_number(later["n"]), *later.span("n"))}


def _where(drafting: Drafting, cased: str, start: int, end: int) -> dict[str, Value | None]:
    found = _WHERE.search(cased, start, end)
    if found is None:
        return {}
    at = found.span("place")
    kind = english_place_kind(found["place"])
    return {"place": drafting.words(*at, 0.9), "place_kind": drafting.value(kind, *at, 0.9)}


def _number(word: str) -> int:
    return NUMBERS.get(word) or int(word)
