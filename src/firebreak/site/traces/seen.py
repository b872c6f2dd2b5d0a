"""Who is behind an id of a trace, as far as the reader's post sees him: the rest are a count."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

import polars as pl
from django.utils.translation import gettext as _

from firebreak.records.models import Case, Person, Place, Unit
from firebreak.records.traces.ids import Somebody, Somewhere
from firebreak.records.traces.stays import Stays
from firebreak.records.visibility import Scope, people, places
from firebreak.site.navigation import address
from firebreak.site.places.on_file import cases_of

AT_ONCE = 5_000  # ids in one query: SQLite takes no more than some thirty thousand


@dataclass(frozen=True)
class Who:
    """Somebody on the page: of the record, or an id of a feed that nobody has named yet."""

    label: str
    href: str = ""
    person: Person | None = None
    case: Case | None = None
    name_href: str = ""  # where he can be named


@dataclass(frozen=True)
class Where:
    """Some place on the page."""

    label: str
    href: str = ""
    place: Place | None = None
    name_href: str = ""  # where it can be said which place it is


class Seen:
    """What the reader sees of the ids of a trace."""

    def __init__(self, stays: Stays, scope: Scope) -> None:
        self.stays, self.scope = stays, scope

    def among(self, rows: pl.DataFrame, column: str) -> pl.DataFrame:
        """Return the rows whose person the reader sees."""
        if self.scope.sees_all:
            return rows
        ids = rows[column].unique().to_list()
        return rows.filter(pl.col(column).is_in(list(self._seen_of(ids))))

    def _seen_of(self, ids: list[str]) -> Iterator[str]:
        who = {text: self.stays.somebody(text) for text in ids}
        known = self._people({each.person for each in who.values() if each.person})
        for text, each in who.items():
            if each.person in known or (each.person is None and self._may_see_feed(each)):
                yield text

    def _people(self, ids: set[int]) -> set[int]:
        seen: set[int] = set()
        for some in _parts(sorted(ids)):
            found = people(self.scope).filter(pk__in=some)
            seen.update(found.values_list("pk", flat=True))
        return seen

    def _may_see_feed(self, each: Somebody | Somewhere) -> bool:
        return self.scope.covers(self._units.get(each.sender))

    @cached_property
    def _units(self) -> dict[str, Unit]:
        return {unit.code: unit for unit in Unit.objects.all()}

    def who(self, ids: Iterable[str]) -> dict[str, Who]:
        """Say who some ids are, of which all are seen (`among`)."""
        each = {text: self.stays.somebody(text) for text in ids}
        persons = [found.person for found in each.values() if found.person]
        known = Person.objects.select_related("unit_stay").in_bulk(persons)
        cases = cases_of(self.scope, persons)
        return {text: self._who(found, known, cases) for text, found in each.items()}

    def _who(self, found: Somebody, known: dict[int, Person], cases: dict[int, Case]) -> Who:
        person = known.get(found.person or 0)
        if person is None:
            words = {"code": found.code, "sender": self._units.get(found.sender, found.sender)}
            query = urlencode({"sender": found.sender, "code": found.code})
            label = _("%(code)s, an id of %(sender)s") % words
            may = self.scope.may("feeds.link")
            return Who(label, name_href=f"{address('entry_identity')}?{query}" if may else "")
        case = cases.get(person.pk)
        href = address("case", pk=case.pk) if case else address("person", pk=person.pk)
        return Who(person.name, href, person, case)

    def where(self, ids: Iterable[str]) -> dict[str, Where]:
        """Say where some ids are."""
        each = {text: self.stays.somewhere(text) for text in ids}
        wanted = [found.place for found in each.values() if found.place]
        known = Place.objects.select_related("unit", "within__within").in_bulk(wanted)
        may = self.scope.may("places.read")
        open_to_him = set(
            places(self.scope).filter(pk__in=wanted).values_list("pk", flat=True) if may else ()
        )
        shown = {}
        for text, found in each.items():
            place = known.get(found.place or 0)
            if place is None:
                shown[text] = self._unlinked(found)
                continue
            href = address("place", pk=place.pk) if place.pk in open_to_him else ""
            shown[text] = Where(place.name, href, place)
        return shown

    def _unlinked(self, found: Somewhere) -> Where:
        words = {"code": found.code, "sender": self._units.get(found.sender, found.sender)}
        query = urlencode({"sender": found.sender, "code": found.code})
        may = self.scope.may("feeds.link") and self._may_see_feed(found)
        href = f"{address('entry_feed_place')}?{query}" if may else ""
        return Where(_("%(code)s, a place of %(sender)s") % words, name_href=href)


def _parts(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]
