"""A place that stands before its day: 在老百姓大药房,1月20日上午购药; what was done there follows the day.

It is sure where no other day of the sentence is left that may be meant; a day that an earlier place
took is none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from firebreak.intake.text.drafting import Drafting
from firebreak.intake.text.people import Section
from firebreak.intake.text.places import ENDS
from firebreak.intake.text.several_days import days_of_row
from firebreak.intake.text.times import Time

#: How sure a stay is before which another day stands: below what is accepted in a heap.
PERHAPS = 0.75
#: 到过神农城: a place whose kind its name does not say.
_KNOWN = rf"[^,。;:()\n\d]{{0,20}}?(?:{ENDS})(?:\([^()\n]{{1,12}}\))?"
_THERE = re.compile(
    r"(?<=[,。;、\n])(?:随后|之后|后|又|再|曾|并)?"
    rf"(?:(?:在|到过?|去[过了]?|前往)(?P<known>{_KNOWN})|(?:[到去]过|去了)(?P<other>[\u4e00-\u9fff]{{2,10}})),?(?=\d|[次当昨今前]|除夕|大年|正月)"
)
#: Of several places not all need be of that day.
_HOME_OR_SEVERAL = re.compile(r"家(?:中|里)?$|、")
_AND = re.compile(r"[、和及与]|以及")
MOST_DAYS = 10


@dataclass(frozen=True)
class PlaceBeforeDays:
    """Where the place stands, the days on which somebody was there, and what he did."""

    places: tuple[int, int]
    days: tuple[Time, ...]
    what: tuple[int, int]
    sure: float


def places_before_days(
    drafting: Drafting, section: Section, doing: re.Pattern[str]
) -> Iterator[PlaceBeforeDays]:
    """Return the places of a section that stand before their days; `doing` is what may be done there."""
    read_to = section.head
    for match in _THERE.finditer(drafting.plain, section.head, section.end):
        days = _days(drafting, match.end())
        did = doing.match(drafting.plain, days[-1].end) if days else None
        if did is None:
            continue
        begins = max(drafting.sentences.of(match.start())[0], read_to)
        read_to = did.end()
        known = match["known"] and not _HOME_OR_SEVERAL.search(match["known"])
        sure = known and not drafting.times_in(begins, match.start())
        places = match.span("known" if match["known"] else "other")
        yield PlaceBeforeDays(places, tuple(days), did.span("what"), 1.0 if sure else PERHAPS)


def _days(drafting: Drafting, at: int) -> list[Time]:
    """The day at a character, with those of its row: 1月20日、21日."""
    found: list[Time] = []
    for time in drafting.times_in(at, at + 60)[:MOST_DAYS]:
        follows = (
            time.start == at
            if not found
            else _AND.fullmatch(drafting.plain, found[-1].end, time.start)
        )
        if not follows:
            break
        found.append(time)
    return days_of_row(drafting, found[-1], at) if found else []
