"""The subtree of units a command is asked about."""

from difflib import get_close_matches

from firebreak.cli.faults import BadInput
from firebreak.cli.language import gettext as _


def scope_of_unit(code: str | None):
    """
    Return the scope of a unit, by its code, name or short name; of everything for None.

    Raises
    ------
    BadInput
        There is no such unit; the nearest is named.
    """
    from firebreak.records.visibility import PROGRAM, Scope

    if code is None:
        return PROGRAM
    unit = unit_named(code)
    return Scope(None, unit.id, unit.path)


def unit_named(text: str):
    """
    Return the unit with a code, name or short name, or with that division code of GB/T 2260.

    Raises
    ------
    BadInput
        There is none, or several.
    """
    from django.db.models import Q

    from firebreak.records.models import Unit

    exact = Unit.objects.filter(code=text).first()
    if exact is not None:
        return exact
    called = Q(name=text) | Q(short_name=text) | Q(name_en=text)
    for said in (called, Q(division_codes__code=text)):
        found = list(Unit.objects.filter(said).distinct()[:2])
        if len(found) == 1:
            return found[0]
    codes = dict(Unit.objects.values_list("code", "name"))
    near = get_close_matches(text, [*codes, *codes.values()], n=3, cutoff=0.5)
    raise BadInput(
        _("There is no one unit {text}. {hint}").format(text=text, hint=_hint(near, codes))
    )


def _hint(near: list[str], codes: dict[str, str]) -> str:
    if not codes:
        return _("No unit is set up yet: firebreak init")
    if near:
        return _("Did you mean {near}?").format(near=", ".join(near))
    shown = ", ".join(f"{code} {name}" for code, name in list(codes.items())[:12])
    return _("Units are, for example: {shown}").format(shown=shown)
