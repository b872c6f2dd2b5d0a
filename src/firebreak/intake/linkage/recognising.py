"""Whom on file the drafts of a document may be: looked up by keys, then weighed feature by feature.

A page of drafts is one batch: as many questions to the database for forty drafts as for one, each
answered by an index, so that three hundred thousand people on file are not read. What is weighed is
what the record compares (`proposing.py`): names, sex, age, numbers, home, onset, who exposed them.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl
from django.conf import settings
from django.db import connection
from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from firebreak.intake.drafts import Draft
from firebreak.intake.linkage.people import PEOPLE, prepare
from firebreak.intake.linkage.proposing import YEARS_OF, people_on_file
from firebreak.intake.linkage.scoring import probability_of
from firebreak.intake.linkage.weighing import Row, Weighed, weigh_rows
from firebreak.records.identifiers import index_of
from firebreak.records.models import Case, Person
from firebreak.records.names import keys_like

if TYPE_CHECKING:
    from firebreak.intake.accepting.desk import Desk

#: Of a name that thousands bear (王某), the latest of them are weighed.
MOST_LOOKED_AT = 5_000
#: Ages further apart weigh against one person (`model.FEATURES`): a name alone does not outweigh it.
MOST_YEARS_APART = 4.5
Pairs = dict[str, tuple[Row, list[Row]]]


@dataclass(frozen=True)
class Recognised:
    """
    Somebody on file whom a draft may be.

    Attributes
    ----------
    person_id
        Who it is now, if he was merged into another since.
    weight
        Bits, log2 of the odds.
    features
        Of each feature: name, level, bits.
    is_namesake
        The name is written alike, and neither sex nor age speaks against it.
    """

    person_id: int
    weight: float
    features: tuple[tuple[str, str, float], ...]
    is_namesake: bool = False

    @property
    def probability(self) -> float:
        """How likely both are one person."""
        return probability_of(self.weight)


def recognise(
    desk: "Desk", drafts: Sequence[Draft], named: Mapping[str, int] | None = None
) -> dict[str, list[Recognised]]:
    """
    Weigh whom on file each draft of a person may be.

    Parameters
    ----------
    desk
        The document they stand in, with all its drafts: their illness and exposures are told there.
    drafts
        Drafts of people.
    named
        Key of a draft -> whom the document names by a number of ours: weighed whatever he is like.

    Returns
    -------
    dict
        Key of the draft -> people on file, the likeliest first; nothing where nobody is like him.
    """
    get_ready(desk, drafts)
    rows: dict[str, Mapping[str, Any]] = {draft.key: desk.told[draft.key] for draft in drafts}
    pairs = _looked_at(desk, rows, _looked_up(rows), named or {})
    if not pairs:
        return {}
    population, counts, now = desk.people_on_file, _counts(desk, pairs), _merged(pairs)
    return {
        key: _once(one, others, weigh_rows(one, others, population=population, counts=counts), now)
        for key, (one, others) in pairs.items()
    }


def get_ready(desk: "Desk", drafts: Sequence[Draft]) -> None:
    """Read at once what a document says of many people, who are then recognised one by one."""
    told = [_told(desk, draft) for draft in drafts if draft.key not in desk.told]
    if told:
        units = {row["id"]: row["unit"] for row in told}
        for row in prepare(_table(told)).iter_rows(named=True):
            desk.told[row["id"]] = row | {"unit": units[row["id"]]}


def _told(desk: "Desk", draft: Draft) -> dict[str, Any]:
    """What a document says of somebody, as it is compared."""
    age, unit = draft.value("age"), desk.home_of(draft)
    illness = next(iter(desk.linked_to("case", "person", draft.key)), None)
    case = desk.draft(illness.key) if illness else None
    onset = case.value("onset") if case else None
    return {
        "id": draft.key,
        "name": draft.value("name"),
        "sex": draft.value("sex"),
        "birth_date": draft.value("birth_date"),
        "age_years": None if age is None else age / YEARS_OF[draft.value("age_unit") or "years"],
        "age_on": _told_on(desk, case),
        "id_key": index_of(draft.value("id_number")),
        "phone_key": index_of(draft.value("phone")),
        "home": desk.homes.get(unit.pk) if unit else None,
        "pathogen": (desk.pathogen_of(case) or None) if case else None,
        "onset": onset.local_day(settings.CITY_ZONE) if onset else None,
        "exposed_to": _exposed_to(desk, draft),
        "unit": unit.pk if unit else None,
    }


def _told_on(desk: "Desk", case: Draft | None) -> date:
    """The day as of which an age is told: a list without a day of its own may be years late."""
    reported = case.value("reported") if case and desk.reading.source.published_on is None else None
    return reported.local_day(settings.CITY_ZONE) if reported else desk.written_on


def _exposed_to(desk: "Desk", draft: Draft) -> list[str]:
    """The cases on file that the document says he met."""
    contacts = (desk.draft(row.key) for row in desk.linked_to("contact", "to", draft.key))
    met = (desk.record(contact.links.get("from", "")) for contact in contacts)
    return [str(case.pk) for case in met if isinstance(case, Case)]


def _table(told: list[dict[str, Any]]) -> pl.DataFrame:
    schema = PEOPLE | {"id": pl.String()}
    return pl.DataFrame({name: [row.get(name) for row in told] for name in schema}, schema=schema)


def _looked_up(rows: dict[str, Row]) -> dict[str, set[int]]:
    """Key of a draft -> people on file who are alike in what they are looked up by."""
    found: dict[str, set[int]] = defaultdict(set)
    for column, field in (("id_key", "id_number_key"), ("phone_key", "phone_key")):
        _add(found, _by_value(rows, lambda row, c=column: [row[c]]), field)
    _add(found, _by_value(rows, lambda row: keys_like(row["name"])), "name_key")
    _add(found, _by_value(rows, lambda row: [row["birth_date"]]), "birth_date", rows)
    masked = {key: row for key, row in rows.items() if row["is_masked"] and row["home"]}
    at_home = _by_value(masked, lambda row: [row["unit"]])
    for field in ("unit_stay", "unit_residence"):
        _add(found, at_home, field, rows)
    return found


def _by_value(rows: dict[str, Row], values: Callable[[Row], Iterable[Any]]) -> dict[Any, list[str]]:
    """Value -> keys of the drafts that ask for it."""
    found: dict[Any, list[str]] = defaultdict(list)
    for key, row in rows.items():
        for value in values(row):
            if value is not None:
                found[value].append(key)
    return found


def _add(
    found: dict[str, set[int]],
    asked: dict[Any, list[str]],
    field: str,
    surnames: dict[str, Row] | None = None,
) -> None:
    """Add those who have a value that is asked for; with `surnames`, only of the same surname."""
    if not asked:
        return
    among = Person.objects.filter(**{f"{field}__in": list(asked)})
    # Of each value by itself: who else is asked about on a page must not crowd anybody out.
    newest = Window(RowNumber(), partition_by=[F(field)], order_by=F("id").desc())
    latest = among.annotate(newest=newest).filter(newest__lte=MOST_LOOKED_AT)
    for value, pk, name in latest.values_list(field, "id", "name"):
        for key in asked[value]:
            if surnames is None or name.startswith(surnames[key]["surname"] or "\0"):
                found[key].add(pk)


def begins_with(surname: str) -> Q:
    """Return the condition that a name begins with a surname, as an index answers it."""
    if connection.vendor == "postgresql":
        return Q(name__startswith=surname)
    return Q(name__gte=surname, name__lt=surname + chr(0x10FFFF))  # SQLite's LIKE reads all rows


def _looked_at(
    desk: "Desk", rows: dict[str, Row], found: dict[str, set[int]], named: Mapping[str, int]
) -> Pairs:
    """Each draft with those on file who are weighed: neither sex nor age rules them out."""
    ids = sorted(set().union(*found.values(), named.values()))
    if not ids:
        return {}
    table = prepare(people_on_file(ids, desk.homes))
    on_file = {row["id"]: row for row in table.iter_rows(named=True)}
    pairs: Pairs = {}
    for key, row in rows.items():
        others = [on_file[pk] for pk in found.get(key, ()) if pk in on_file]
        near = {other["id"]: other for other in others if _may_be(row, other)}
        if named.get(key) in on_file:
            near[named[key]] = on_file[named[key]]
        if near:
            pairs[key] = (row, list(near.values()))
    return pairs


def _merged(pairs: Pairs) -> dict[int, int]:
    """Of those who are weighed and were merged into another: who that is."""
    ids = {other["id"] for _one, others in pairs.values() for other in others}
    merged = Person.objects.filter(id__in=ids, merged_into__isnull=False)
    return dict(merged.values_list("id", "merged_into_id"))


def _may_be(one: Row, other: Row) -> bool:
    if any(one[key] and one[key] == other[key] for key in ("id_key", "phone_key")):
        return True
    if one["sex"] and other["sex"] and one["sex"] != other["sex"]:
        return False
    if one["born"] is None or other["born"] is None:
        return True
    return abs(one["born"] - other["born"]) <= MOST_YEARS_APART


def _once(
    one: Row, others: list[Row], weighed: list[Weighed], now: dict[int, int]
) -> list[Recognised]:
    """Each person once, by whichever of his records is likest; the likeliest first."""
    names = {other["id"]: other["name"] for other in others}
    found: dict[int, Recognised] = {}
    for w in weighed:
        person = now.get(w.id, w.id)
        is_namesake = one["name"] is not None and names[w.id] == one["name"] and _agrees(w)
        found.setdefault(person, Recognised(person, w.weight, w.features, is_namesake))
    return list(found.values())


def _agrees(weighed: Weighed) -> bool:
    levels = {feature: level for feature, level, _bits in weighed.features}
    return levels["sex"] != "different" and levels["birth"] in ("unknown", "same", "nearly", "age")


def _counts(desk: "Desk", pairs: Pairs) -> dict[str, dict[Any, int]]:
    """Column -> value in which a draft and somebody on file agree -> how many people have it."""
    counted = {name: how_many(_agreed(pairs, name)) for name, how_many in HOW_MANY.items()}
    return counted | {"home": _at_home(desk, _agreed(pairs, "home"))}


def _agreed(pairs: Pairs, column: str) -> list[str]:
    found = set()
    for one, others in pairs.values():
        if column == "surname":  # it counts only where a mask hides the rest
            others = [other for other in others if one["is_masked"] or other["is_masked"]]
        if one[column] is not None and any(one[column] == other[column] for other in others):
            found.add(one[column])
    return sorted(found)


def _counted(field: str) -> Callable[[list[str]], dict[str, int]]:
    def how_many(values: list[str]) -> dict[str, int]:
        return _grouped(Person.objects.filter(**{f"{field}__in": values}), field) if values else {}

    return how_many


def _of_surnames(surnames: list[str]) -> dict[str, int]:
    return {surname: Person.objects.filter(begins_with(surname)).count() for surname in surnames}


def _at_home(desk: "Desk", places: list[str]) -> dict[str, int]:
    """How many people live or stay just there."""
    units = {place: unit for unit, place in desk.homes.items() if place in places}
    if not units:
        return {}
    ids = list(units.values())
    staying = _grouped(Person.objects.filter(unit_stay__in=ids), "unit_stay")
    at_home = Person.objects.filter(unit_residence__in=ids, unit_stay__isnull=True)
    living = _grouped(at_home, "unit_residence")
    return {place: staying.get(u, 0) + living.get(u, 0) for place, u in units.items()}


def _grouped(people: QuerySet[Person], field: str) -> dict[Any, int]:
    return dict(people.order_by().values_list(field).annotate(n=Count("id")))


HOW_MANY: dict[str, Callable[[list[str]], dict[Any, int]]] = {
    "name": _counted("name"),
    "sound": _counted("name_key"),
    "surname": _of_surnames,
    "phone_key": _counted("phone_key"),
}
