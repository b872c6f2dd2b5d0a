"""Which units a form offers, and which one it takes for granted."""

from django import forms
from django.db.models import Q, QuerySet

from firebreak.records.models import Person, Unit
from firebreak.records.visibility import Scope
from firebreak.records.visibility import units as units_of

K = Unit.Kind
DIVISIONS = (K.COUNTY, K.ZONE, K.TOWN, K.VILLAGE, K.GRID)
CITYWIDE = (K.COUNTY, K.ZONE)
KEEPERS = (K.HOSPITAL, K.QUARANTINE_SITE, K.GRID, K.VILLAGE, K.TOWN, K.COUNTY, K.ZONE)
#: Who answers for others and keeps nobody by itself.
AUTHORITIES = (K.CITY, K.COUNTY, K.ZONE, K.CDC, K.COMMAND)
#: Who looks after people in their homes.
COMMUNITIES = (K.GRID, K.VILLAGE, K.TOWN)
MANY = 200


class UnitChoice(forms.ModelChoiceField):
    """A choice of units by name, set in by how far down the tree they are."""

    def label_from_instance(self, unit: Unit) -> str:
        return f"{'　' * max(0, unit.path.count('/') - 2)}{unit}"


def own_unit(scope: Scope) -> Unit:
    """Return the unit of the post one acts from."""
    return Unit.objects.get(pk=scope.unit_id)


def open_units(units: QuerySet[Unit]) -> QuerySet[Unit]:
    return units.filter(closed_at__isnull=True).order_by("path")


def divisions(scope: Scope) -> QuerySet[Unit]:
    """Where a person may live: every county of the city, and what lies under one's own unit."""
    under = Q(path__startswith=own_unit(scope).path, kind__in=DIVISIONS)
    if scope.sees_all:  # the whole tree would be a list nobody can use
        under = Q(kind__in=(*CITYWIDE, K.TOWN))
    return open_units(Unit.objects.filter(under | Q(kind__in=CITYWIDE)))


def divisions_below(scope: Scope) -> QuerySet[Unit]:
    """Return the divisions directly below one's own unit: of the city its counties."""
    return open_units(Unit.objects.filter(parent=scope.unit_id, kind__in=DIVISIONS))


def own_division(scope: Scope) -> Unit | None:
    """Return the division one's post lies in, the nearest one up the tree."""
    codes = own_unit(scope).path.rstrip("/").split("/")
    return Unit.objects.filter(code__in=codes, kind__in=DIVISIONS).order_by("-path").first()


def own_units(scope: Scope, kinds: tuple[str, ...] = ()) -> QuerySet[Unit]:
    """Return the units one may act for, of some kinds, one's own always among them."""
    found = units_of(scope)
    if kinds:
        found = found.filter(Q(kind__in=kinds) | Q(pk=scope.unit_id))
    return open_units(found)


def community_of(person: Person | None, among: QuerySet[Unit]) -> Unit | None:
    """Return the grid, village or town a person stays in, if it is one of these units."""
    stays = (person.unit_stay or person.unit_residence) if person else None
    return as_community(stays, among)


def as_community(unit: Unit | None, among: QuerySet[Unit]) -> Unit | None:
    """Return a unit if it is a grid, village or town, and one of these units."""
    if unit is None or unit.kind not in COMMUNITIES:
        return None
    return among.filter(pk=unit.pk).first()


def senders(scope: Scope) -> QuerySet[Unit]:
    """Return the units of a scope whose feeds went into the index."""
    return units_of(scope).filter(feeds__isnull=False).distinct().order_by("path")


def laboratories() -> QuerySet[Unit]:
    return open_units(Unit.objects.filter(kind=K.LABORATORY))


def county_of(unit: Unit | None) -> Unit | None:
    """Return the county-level unit a unit belongs to."""
    return unit.county if unit else None


def receivers(unit: Unit) -> QuerySet[Unit]:
    """Return who may receive a report of a unit: those above it, their CDCs and offices."""
    codes = _above(unit)
    above = Q(code__in=codes)
    beside = Q(parent__code__in=codes, kind__in=(K.CDC, K.COMMAND))
    found = Unit.objects.filter(above | beside)
    return open_units(found if unit.parent_id is None else found.exclude(pk=unit.pk))


def receiver(unit: Unit) -> Unit:
    """Return whom a unit reports to: the nearest CDC above it, else the unit above it."""
    for code in reversed(_above(unit)):
        cdc = Unit.objects.filter(parent__code=code, kind=K.CDC).exclude(pk=unit.pk).first()
        if cdc is not None:
            return cdc
    return unit.parent or unit


def _above(unit: Unit) -> list[str]:
    """The codes of the units above one; the root has only itself."""
    codes = unit.path.rstrip("/").split("/")
    return codes[:-1] or codes
