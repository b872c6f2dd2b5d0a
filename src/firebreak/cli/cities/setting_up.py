"""Open a city's units in the record; what is there already is left alone."""

from dataclasses import dataclass

from firebreak.cli.cities.reading import City, UnitRow, read_city, shipped
from firebreak.cli.faults import BadInput
from firebreak.cli.language import gettext as _


@dataclass(frozen=True)
class SetUp:
    """What setting up came to."""

    city: str
    opened: int
    there: int


def set_up(city: City, by=None) -> SetUp:
    """
    Open the units of a city that are not there yet, and make it this installation's.

    Raises
    ------
    BadInput
        The installation serves another city.
    """
    from firebreak.records.actions import units as actions
    from firebreak.records.change import change
    from firebreak.records.models import Installation, Unit

    now = Installation.objects.select_related("city").first()
    if now and now.city and now.city.code != city.root.code:
        raise BadInput(
            _(
                "This installation serves {city}. Set FIREBREAK_HOME to an empty folder for another."
            ).format(city=now.city)
        )
    known = {unit.code: unit for unit in Unit.objects.all()}
    missing = [row for row in city.units if row.code not in known]
    with change("installation.set_up", by=by):
        for row in missing:
            above = None if row is city.root else known[row.under or city.root.code]
            known[row.code] = _open(row, above, by)
        if not (now and now.city):
            actions.set_installation(by=by, city=known[city.root.code], pathogen=city.pathogen)
    return SetUp(city.root.name, len(missing), len(city.units) - len(missing))


def _open(row: UnitRow, above, by):
    from firebreak.records.actions import units as actions

    column, place = row.tile or (None, None)
    unit = actions.open_unit(
        by=by,
        code=row.code,
        name=row.name,
        kind=row.kind,
        parent=above,
        name_en=row.name_en,
        short_name=row.short_name,
        phone=row.phone,
        beds=row.beds,
        tile_column=column,
        tile_row=place,
    )
    for division in row.divisions:
        actions.map_division_code(by=by, unit=unit, **vars(division))
    return unit


def city_of(texts: set[str]) -> City | None:
    """
    Return the shipped city whose counties a list names, by code or by name; None if none is.

    Parameters
    ----------
    texts
        The cells of the list.
    """
    for name in shipped():
        city = read_city(name)
        counties = [unit for unit in city.units if unit.kind == "county"]
        codes = {division.code for unit in counties for division in unit.divisions}
        names = {unit.name for unit in counties}
        if texts & codes or len(texts & names) > 1:
            return city
    return None
