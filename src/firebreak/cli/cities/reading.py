"""Read a city's file of units; refuse it with the file, the place and what was expected.

A file has `[city]` and a list of `[[units]]`: `code`, `name`, `kind` (the city's own is given);
`name_en`, `short_name`, `phone`, `beds`, `tile` (column and row on the grid that stands in for a
map), `under` (a code; the city if left out), `divisions` (codes of GB/T 2260 with their days).
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

from firebreak.cli.faults import BadInput
from firebreak.cli.language import gettext as _
from firebreak.engine.kinds import UNIT_KINDS

SHIPPED = files("firebreak.cli.cities")


@dataclass(frozen=True)
class DivisionRow:
    """A division code that a unit had between two days."""

    code: str
    name: str
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True)
class UnitRow:
    """A unit to open."""

    code: str
    kind: str
    name: str
    name_en: str = ""
    short_name: str = ""
    phone: str = ""
    beds: int | None = None
    under: str = ""
    tile: tuple[int, int] | None = None
    divisions: tuple[DivisionRow, ...] = ()


@dataclass(frozen=True)
class City:
    """A city's units, each after the one it is under; the first is the city itself."""

    units: tuple[UnitRow, ...]
    pathogen: str

    @property
    def root(self) -> UnitRow:
        return self.units[0]


TYPES: dict[str, tuple[type, ...]] = {
    "code": (str,),
    "kind": (str,),
    "name": (str,),
    "name_en": (str,),
    "short_name": (str,),
    "phone": (str,),
    "beds": (int,),
    "under": (str,),
    "tile": (list,),
    "divisions": (list,),
}
DIVISION_TYPES: dict[str, tuple[type, ...]] = {
    "code": (str,),
    "name": (str,),
    "valid_from": (date,),
    "valid_to": (date,),
}


def shipped() -> list[str]:
    """Return the names of the cities that come with the program."""
    return sorted(
        Path(entry.name).stem for entry in SHIPPED.iterdir() if entry.name.endswith(".toml")
    )


def read_city(what: str) -> City:
    """
    Read a shipped city by its name, or a file.

    Raises
    ------
    BadInput
        There is none, or it has a mistake; the text says where.
    """
    if what.lower() in shipped():
        return _city((SHIPPED / f"{what.lower()}.toml").read_text("utf-8"), f"{what}.toml")
    path = Path(what)
    if not path.is_file():
        raise BadInput(
            _(
                "There is no city and no file {what}. Cities that come with Firebreak: {names}."
            ).format(what=what, names=", ".join(shipped()))
        )
    try:
        return _city(path.read_text("utf-8-sig"), path.name)
    except UnicodeDecodeError as error:
        raise BadInput(
            _("{file} is not UTF-8. Save it again as UTF-8.").format(file=path.name)
        ) from error


def _city(text: str, file: str) -> City:
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(_("{file} is no TOML: {why}.").format(file=file, why=error)) from error
    if not isinstance(raw.get("city"), dict) or not isinstance(raw.get("units", []), list):
        raise BadInput(_("{file} needs a [city] and a list of [[units]].").format(file=file))
    root = _unit({"kind": "city", **raw["city"]}, f"{file}, [city]")
    rows = [
        _unit(row, _("{file}, unit {n}").format(file=file, n=number))
        for number, row in enumerate(raw.get("units", []), 1)
    ]
    units = (root, *rows)
    _check_codes(units, file)
    return City(units, str(raw.get("pathogen", "sars-cov-2")))


def _unit(raw: Any, where: str) -> UnitRow:
    values = _checked(raw, TYPES, ("code", "kind", "name"), where)
    if values["kind"] not in UNIT_KINDS:
        raise BadInput(
            _("{where}: kind is {found}; it is one of {kinds}.").format(
                where=where, found=values["kind"], kinds=", ".join(UNIT_KINDS)
            )
        )
    tile = values.pop("tile", None)
    if tile is not None and not (len(tile) == 2 and all(type(n) is int and n >= 0 for n in tile)):
        raise BadInput(
            _("{where}: tile is a column and a row, for example [2, 1].").format(where=where)
        )
    divisions = tuple(
        DivisionRow(**_checked(d, DIVISION_TYPES, ("code", "name"), f"{where}, divisions"))
        for d in values.pop("divisions", [])
    )
    return UnitRow(**values, tile=tuple(tile) if tile else None, divisions=divisions)


def _checked(
    raw: Any, types: dict[str, tuple[type, ...]], needed: tuple[str, ...], where: str
) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise BadInput(_("{where}: write it as a table of names and values.").format(where=where))
    for key in needed:
        if not raw.get(key):
            raise BadInput(_("{where}: {key} is missing.").format(where=where, key=key))
    for key, value in raw.items():
        if key not in types:
            raise BadInput(
                _("{where}: there is no {key}; there are {keys}.").format(
                    where=where, key=key, keys=", ".join(types)
                )
            )
        if not isinstance(value, types[key]) or isinstance(value, bool):
            raise BadInput(
                _("{where}: {key} is {found}; write {wanted}.").format(
                    where=where, key=key, found=repr(value), wanted=_wanted(types[key][0])
                )
            )
    return dict(raw)


def _wanted(kind: type) -> str:
    return {
        str: _("a text in quotes"),
        int: _("a whole number"),
        list: _("a list in brackets"),
        date: _("a day such as 2018-06-19"),
    }[kind]


def _check_codes(units: tuple[UnitRow, ...], file: str) -> None:
    """No code twice, and nothing under a unit that does not come before it."""
    seen: set[str] = set()
    for unit in units:
        if unit.code in seen:
            raise BadInput(
                _("{file}: the code {code} is there twice.").format(file=file, code=unit.code)
            )
        if unit.under and unit.under not in seen:
            raise BadInput(
                _("{file}: {code} is under {above}, which does not come before it.").format(
                    file=file, code=unit.code, above=unit.under
                )
            )
        seen.add(unit.code)
