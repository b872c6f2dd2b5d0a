"""Units, their codes and outlines; users and their posts."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from firebreak.records import clock
from firebreak.records.change import change
from firebreak.records.models import Boundary, DivisionCode, Installation, Post, Unit, User
from firebreak.records.visibility import require

FIELDS = (
    "name",
    "name_en",
    "short_name",
    "kind",
    "phone",
    "beds",
    "closed_at",
    "tile_column",
    "tile_row",
)


def open_unit(
    *,
    by: User | None,
    code: str,
    name: str,
    kind: str,
    parent: Unit | None = None,
    opened_at: datetime | None = None,
    **facts,
) -> Unit:
    """
    Open a unit under another.

    Raises
    ------
    Refused
        The post may not, or the parent is outside its subtree.
    ValidationError
        The code is taken.
    """
    require(by, "units.keep", *([parent] if parent else []))
    if Unit.objects.filter(code=code).exists():
        raise ValidationError(
            {"code": _("There is a unit with the code %(code)s already.") % {"code": code}}
        )
    unit = Unit(
        code=code, name=name, kind=kind, parent=parent, opened_at=opened_at or clock.now(), **facts
    )
    unit.clean_fields(exclude=["stored_at", "path"])
    with change("units.open", by=by):
        unit.save()
    return unit


def correct_unit(*, by: User | None, unit: Unit, reason: str = "", **facts) -> Unit:
    """Change what is known of a unit: any of `FIELDS`."""
    require(by, "units.keep", unit)
    unknown = set(facts) - set(FIELDS)
    if unknown:
        raise TypeError(f"A unit has no {', '.join(sorted(unknown))} that can be corrected.")
    for field, value in facts.items():
        setattr(unit, field, value)
    unit.clean_fields(exclude=["stored_at", "path"])
    with change("units.correct", by=by, reason=reason):
        unit.save()
    return unit


def map_division_code(
    *,
    by: User | None,
    unit: Unit,
    code: str,
    name: str,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> DivisionCode:
    """
    Say which GB/T 2260 code a unit has between two days.

    Raises
    ------
    ValidationError
        The code is no number of 6, 9 or 12 digits, or the days are in the wrong order.
    """
    require(by, "units.keep", unit)
    if not code.isdigit() or len(code) not in (2, 4, 6, 9, 12):
        raise ValidationError({"code": _("A division code has 2, 4, 6, 9 or 12 digits.")})
    if valid_from and valid_to and valid_to <= valid_from:
        raise ValidationError(
            {"valid_to": _("The code would end before it began. Check both days.")}
        )
    with change("units.map_code", by=by):
        row = DivisionCode(
            unit=unit, code=code, name=name, valid_from=valid_from, valid_to=valid_to
        )
        row.save()
    return row


def set_boundary(*, by: User | None, unit: Unit, geometry: dict, datum: str = "wgs84") -> Boundary:
    """Give a unit its outline (a GeoJSON Polygon or MultiPolygon, already checked)."""
    require(by, "boundaries.import", unit)
    with change("units.set_boundary", by=by):
        row = Boundary.objects.filter(unit=unit).first() or Boundary(unit=unit)
        row.geometry, row.datum = geometry, datum
        row.save()
    return row


def set_installation(
    *, by: User | None, city: Unit, pathogen: str, demo_starts_at: datetime | None = None
) -> Installation:
    """Say which city this installation serves, and whether it is the demo."""
    require(by, "units.keep", city)
    with change("installation.set", by=by):
        row = Installation.objects.first() or Installation()
        row.city, row.pathogen, row.demo_starts_at = city, pathogen, demo_starts_at
        row.save()
    clock.forget()
    return row


def appoint(*, by: User | None, user: User, role: str, unit: Unit) -> Post:
    """Give a user a post: a role at a unit."""
    require(by, "posts.keep", unit)
    with change("posts.appoint", by=by):
        post, _created = Post.objects.get_or_create(user=user, role=role, unit=unit)
    return post


def dismiss(*, by: User | None, post: Post) -> None:
    """Take a post from its holder. His earlier changes keep his name."""
    require(by, "posts.keep", post.unit)
    with change("posts.dismiss", by=by):
        post.delete()
