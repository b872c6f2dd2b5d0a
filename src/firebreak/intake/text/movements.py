"""Movements by their labels: where the rules found neither stay nor journey, what was learnt does.

An event of moving with a vehicle or a town is a journey; one at a place is a stay there.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from firebreak.intake.drafts import Value
from firebreak.intake.text import linker
from firebreak.intake.text.asserted import was_not_done
from firebreak.intake.text.clinics import begins_a_clinic, visit_kind
from firebreak.intake.text.drafting import LEAST_SURE, Drafting
from firebreak.intake.text.features import EDGE, REACH
from firebreak.intake.text.labeller import label
from firebreak.intake.text.labels import Label, weights
from firebreak.intake.text.linker import Event
from firebreak.intake.text.people import Section
from firebreak.intake.text.places import place_kind
from firebreak.intake.text.several_days import days_of_row
from firebreak.intake.text.times import Time
from firebreak.intake.text.visits import DENIED, Visits
from firebreak.intake.text.way_names import origin_before, way_name
from firebreak.intake.text.whose import OPEN, certainty, leads_to_another, less_sure

_LEAVING = re.compile(r"(?:从|由|自|离开)$")
#: 经香港到马来西亚: on the way, and not where it ended.
_PASSING = re.compile(r"(?:途经|经过|经停|路过|[,。;]经)$")
_STAYING = re.compile(
    r"住|居|逗留|停留|旅游|工作|出差|探亲|聚|就餐|用餐|吃饭|打工|务工|上班|参加|游玩|度假|拜年|购物"
)
#: So far apart, no feature of the labeller sees from one text into the next.
APART = EDGE * REACH

#: 返株洲后一直在家: what follows the town is what he did there, and no part of its name.
_THEN = re.compile(r"后(?=一直|直|到|在|就|居|便|曾|又|再|未|没|去|前|先|才|开|$)")
#: 返乡, 回国, 回来 say not where to.
_NO_TOWN = frozenset(["乡", "家", "国", "来", "去"])
#: Kinds of places that are never only passed on the way.
_STOPS = frozenset(["home", "shop", "restaurant", "public", "school", "workplace"])


@dataclass(frozen=True)
class Labelled:
    """The labels of a section and the events they make up."""

    labels: tuple[Label, ...] = ()
    events: tuple[Event, ...] = ()


def labels_of(drafting: Drafting, people: Sequence[Section]) -> list[Labelled]:
    """Label the text of each person, as if it stood alone; all at once, since that is faster."""
    texts = [drafting.plain[section.start : section.end] for section in people]
    found = label(APART.join(texts))
    labelled, at, number = [], 0, 0
    for section, text in zip(people, texts, strict=True):
        mine = []
        while number < len(found) and found[number].start < at + len(text):
            if found[number].end <= at + len(text):
                mine.append(_moved(found[number], section.start - at))
            number += 1
        labelled.append(
            Labelled(tuple(mine), tuple(linker.events(drafting.plain, mine, weights())))
        )
        at += len(text) + len(APART)
    return labelled


def _moved(one: Label, by: int) -> Label:
    return replace(one, start=one.start + by, end=one.end + by)


def write_movements(
    drafting: Drafting, section: Section, events: tuple[Event, ...], visits: Visits
) -> None:
    """Write the stays and journeys of a section that no rule has read."""
    for event in events:
        named = (a for a in event.arguments if a.kind in ("Location", "Spot"))
        places = [_to_its_end(drafting.plain, place) for place in named]
        if event.trigger.kind != "Event" or not places or event.trigger.confidence < LEAST_SURE:
            continue
        if DENIED.search(drafting.plain, max(event.trigger.start - 12, 0), event.trigger.start):
            continue
        if was_not_done(drafting.plain, event.trigger.start, event.trigger.end):
            continue
        if any(visits.is_taken(place.start, place.end) for place in places):
            continue
        if any(leads_to_another(drafting.plain, section, place.end) for place in places):
            continue
        told = min(event.trigger.start, *(a.start for a in places)), event.trigger.end
        if sure := certainty(drafting.plain, section, *told):
            _write(drafting, section, event, places, visits, sure)


def _to_its_end(plain: str, place: Label) -> Label:
    then = _THEN.search(plain, place.start + 1, place.end)
    return replace(place, end=then.start()) if then else place


def _write(
    drafting: Drafting,
    section: Section,
    event: Event,
    places: list[Label],
    visits: Visits,
    sure: float,
) -> None:
    plain = drafting.plain
    word = plain[event.trigger.start : event.trigger.end]
    time = drafting.time_at(event.date.start, event.date.end)
    left = [p for p in places if _LEAVING.search(plain, max(p.start - 2, 0), p.start)]
    reached = [p for p in places if p not in left]
    clinics = [p for p in reached if place_kind(plain[p.start : p.end]) == "hospital"]
    if clinics:
        _visit(drafting, section, event, clinics[0], time, sure)
        visits.taken += [(place.start, place.end) for place in clinics]
        reached = [p for p in reached if p not in clinics]
    stays = [p for p in reached if _is_stay(plain, p, word)]
    for place in stays:
        least = min(place.confidence, event.trigger.confidence, sure)
        visits.add(section, place.start, place.end, time, least)
    towns = [p for p in reached if p not in stays and plain[p.start : p.end] not in _NO_TOWN]
    if not left:  # to whose clinic somebody went is no journey
        towns = [p for p in towns if not begins_a_clinic(plain, p.end)]
    if not (left or towns):
        return
    if left and towns and _PASSING.search(plain, max(towns[-1].start - 3, 0), towns[-1].start):
        sure = min(sure, OPEN)
    fields: dict[str, Value | None] = {
        "from_place": _left(drafting, section, left, towns),
        "to_place": _town(drafting, towns[-1]) if towns else None,
        "when": drafting.when(time, event.date.confidence) if time else None,
    }
    visits.taken += [(place.start, place.end) for place in (*left, *towns)]
    drafting.add("journey", less_sure(fields, sure), {"person": section.person})


def _left(
    drafting: Drafting, section: Section, left: list[Label], towns: list[Label]
) -> Value | None:
    """Where somebody came from: 从武汉, or 武汉返回温州 with no word for it."""
    if left:
        return _town(drafting, left[0])
    came = origin_before(drafting.plain, section.start, towns[-1].start) if towns else None
    return drafting.words(*came, towns[-1].confidence) if came else None


def _town(drafting: Drafting, place: Label) -> Value | None:
    return way_name(drafting, place.start, place.end, place.confidence)


def _visit(
    drafting: Drafting,
    section: Section,
    event: Event,
    clinic: Label,
    time: Time | None,
    sure: float,
) -> None:
    """Write that a person went to a clinic, unless the sentence says what was done there."""
    start, end = drafting.sentences.of(event.trigger.start)
    if drafting.has_care(section.person, start, end):
        return
    fields: dict[str, Value | None] = {
        "kind": visit_kind(drafting, (clinic.start, clinic.end)),
        "unit": _words(drafting, clinic),
    }
    for day in days_of_row(drafting, time, section.start) if time else [None]:
        when = {"when": drafting.when(day, event.date.confidence) if day else None}
        drafting.add("check", less_sure(fields | when, sure), {"person": section.person})


def _is_stay(plain: str, place: Label, word: str) -> bool:
    kind = place_kind(plain[place.start : place.end])
    if kind in _STOPS or _STAYING.search(word):
        return True
    return place.kind == "Spot" and kind != "station"


def _words(drafting: Drafting, place: Label) -> Value:
    return drafting.words(place.start, place.end, place.confidence)
