"""What is known of a place is corrected; two records of one place become one, and two again.

As of people (`merge.py`): whoever was at the place merged away was at the one that is kept, its
gatherings, exposures and the ids of feeds go with it, and a merge lists what it moved so that just
that moves back. Under the name it had, the place is still found. Two that only look like one are
told apart, and then neither asked about nor merged until that is withdrawn.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from firebreak.engine.when import When
from firebreak.records import clock
from firebreak.records.actions.moving import move, move_back
from firebreak.records.change import change
from firebreak.records.models import Place, PlaceDistinction, PlaceMerge, User
from firebreak.records.one_place import told_apart
from firebreak.records.visibility import Refused, Scope, places, require

#: What may be corrected.
FACTS = ("name", "kind", "unit", "longitude", "latitude", "datum")
#: What the kept record takes over where it says nothing; a point goes with its datum and its name.
FILLED = ("unit_id", "kind")
POINT = ("longitude", "latitude", "datum", "matched_name")
BLANK = (None, "", "unknown")
HALF_TURN, QUARTER_TURN = 180, 90  # degrees


def correct(*, by: User | None, place: Place, reason: str, **facts) -> Place:
    """
    Correct what is known of a place; the earlier version stays in the history.

    Parameters
    ----------
    reason
        Why: whoever reads it later has to judge it.
    facts
        Of `FACTS`. `unit` None: in no unit of this city, or not known. `longitude` and `latitude`
        None: not known where.

    Raises
    ------
    Refused
        The post may not, or the place belongs to a unit outside its own.
    ValidationError
        No reason is given, the name is empty, or a coordinate lies off the globe or is given alone.
    """
    require_place(by, "places.correct", place)
    _check_reason(reason)
    before = place.name
    for name in FACTS:
        if name in facts:
            setattr(place, name, facts[name])
    _check(place)
    with change("places.correct", by=by, reason=reason.strip()):
        place.save()
        for part in Place.objects.filter(within=place).order_by("pk"):
            _rename(part, before, place.name)
    return place


def merge(*, by: User | None, keep: Place, away: Place, reason: str) -> PlaceMerge:
    """
    Settle that two records are one place.

    A table or room that both name alike becomes one as well, so that who sat there is found together.

    Parameters
    ----------
    keep, away
        The record that stands for the place from now on, and the one that is merged into it.
    reason
        Why: whoever reads it later has to judge it.

    Raises
    ------
    Refused
        The post may not, or one of them belongs to a unit outside its own.
    ValidationError
        They cannot be one place as the record is: one lies within the other, one is a run, or it
        was settled that they are two.
    """
    require_place(by, "places.merge", keep)
    require_place(by, "places.merge", away)
    _check_reason(reason)
    with change("places.merge", by=by, reason=reason.strip()):
        # Inside the change nobody else can alter either of them meanwhile.
        keep.refresh_from_db()
        away.refresh_from_db()
        _check_pair(keep, away)
        moved = list(_join(keep, away))
        filled = _fill(keep, away)
        row = PlaceMerge(
            kept=keep,
            away=away,
            reason=reason.strip(),
            moved=moved,
            filled=filled,
            told_at=clock.now(),
        ).with_happened(When.minute(clock.now()))
        row.save()
    return row


def unmerge(*, by: User | None, merge: PlaceMerge, reason: str) -> None:
    """
    Undo a merge: what it moved moves back; what was recorded at the kept place since stays there.

    Raises
    ------
    Refused
        The post may not, or the place belongs to a unit outside its own.
    ValidationError
        It is undone already, or the kept place was itself merged since.
    """
    merge = _still_there(merge)
    require_place(by, "places.unmerge", merge.kept)
    _check_reason(reason)
    with change("places.unmerge", by=by, reason=reason.strip()):
        merge = _still_there(merge)
        move_back(merge.moved)
        merge.kept.refresh_from_db()
        _empty_again(merge.kept, merge.away, merge.filled)
        merge.delete()


def tell_apart(*, by: User | None, one: Place, other: Place, reason: str) -> PlaceDistinction:
    """
    Settle that two records are two places; they are not asked about again.

    Parameters
    ----------
    reason
        Why: whoever reads it later has to judge it.

    Raises
    ------
    Refused
        The post may not, or one of them belongs to a unit outside its own.
    ValidationError
        It is one and the same record, or one was merged into another.
    """
    require_place(by, "places.tell_apart", one)
    require_place(by, "places.tell_apart", other)
    _check_reason(reason)
    with change("places.tell_apart", by=by, reason=reason.strip()):
        one.refresh_from_db()
        other.refresh_from_db()
        _check_two_records(one, other)
        known = told_apart(one, other)
        if known is not None:
            return known
        row = PlaceDistinction(one=one, other=other, reason=reason.strip(), told_at=clock.now())
        row.with_happened(When.minute(clock.now())).save()
    return row


def withdraw_distinction(*, by: User | None, distinction: PlaceDistinction, reason: str) -> None:
    """
    Withdraw that two records are two places: they are asked about again, and may be merged.

    Raises
    ------
    Refused
        The post may not, or one of them belongs to a unit outside its own.
    ValidationError
        No reason is given, or it is withdrawn already.
    """
    for place in (distinction.one, distinction.other):
        require_place(by, "places.tell_apart", place)
    _check_reason(reason)
    with change("places.tell_apart", by=by, reason=reason.strip()):
        row = PlaceDistinction.objects.filter(pk=distinction.pk).first()
        if row is None:
            raise ValidationError(_("This has been withdrawn already."))
        row.delete()


def why_not(keep: Place, away: Place) -> str:
    """Return why two places cannot be merged as they are; "" if they can."""
    try:
        _check_pair(keep, away)
    except ValidationError as refused:
        return " ".join(refused.messages)
    return ""


def require_place(by: User | None, action: str, place: Place) -> Scope:
    """
    Return the scope of `by` if his post may do `action` to a place that exists for it.

    Raises
    ------
    Refused
        Not allowed, or the place belongs to a unit outside the subtree.
    """
    scope = require(by, action)
    kept = place.merged_into or place
    if not places(scope).filter(pk=kept.pk).exists():
        raise Refused(_("There is no such record."))
    if place.unit is not None:
        require(by, action, place.unit)
    return scope


def _check(place: Place) -> None:
    place.name = place.name.strip()
    if not place.name:
        raise ValidationError({"name": _("A place needs a name.")})
    if (place.longitude is None) != (place.latitude is None):
        raise ValidationError(_("Give both longitude and latitude, or neither."))
    if place.longitude is not None and abs(place.longitude) > HALF_TURN:
        raise ValidationError({"longitude": _("A longitude lies between -180 and 180 degrees.")})
    if place.latitude is not None and abs(place.latitude) > QUARTER_TURN:
        raise ValidationError({"latitude": _("A latitude lies between -90 and 90 degrees.")})
    place.clean_fields(exclude=["stored_at"])


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise ValidationError({"reason": _("Say why: whoever reads it later has to judge it.")})


def _check_two_records(one: Place, other: Place) -> None:
    if one.pk == other.pk:
        raise ValidationError(_("This is one and the same record. Choose another."))
    for place in (one, other):
        if place.merged_into_id is not None:
            raise ValidationError(
                _("#%(number)s was merged into another record meanwhile. Open that one.")
                % {"number": place.pk}
            )


def _check_pair(keep: Place, away: Place) -> None:
    _check_two_records(keep, away)
    if told_apart(keep, away) is not None:
        raise ValidationError(
            _(
                "It was settled that these are two places. Withdraw that first, on the page of either."
            )
        )
    if any(place.kind in Place.RUNS for place in (keep, away)):
        raise ValidationError(
            _("A run of a vehicle is known by its number and day. Correct the journey instead.")
        )
    if keep.within_id != away.within_id:
        raise ValidationError(
            _("They do not lie within the same place. Merge the places that hold them instead.")
        )


def _join(keep: Place, away: Place) -> Iterator[list[Any]]:
    """Let all that is on file at one place be at the other; say what it was."""
    alike = {(part.kind, part.name): part for part in Place.objects.filter(within=keep)}
    for part in Place.objects.filter(within=away, merged_into=None).order_by("pk"):
        called = _called(part, away.name, keep.name)
        same = alike.get((part.kind, called))
        if same is not None and told_apart(same, part) is None:
            yield from _join(same, part)
        elif called != part.name:
            yield ["place", part.pk, "name", part.name, called]
            _rename(part, away.name, keep.name)
    # A part that became one with another stays where it was, and is that other.
    yield from move(Place, away.pk, keep.pk)
    away.refresh_from_db()
    away.merged_into = keep
    away.save()
    yield ["place", away.pk, "merged_into_id", None, keep.pk]


def _called(part: Place, before: str, after: str) -> str:
    """What a part is called once what holds it is called otherwise."""
    if not part.name.startswith(f"{before} "):
        return part.name
    return f"{after}{part.name.removeprefix(before)}"[:120]


def _rename(part: Place, before: str, after: str) -> None:
    called = _called(part, before, after)
    if called != part.name:
        part.name = called
        part.save()


def _fill(keep: Place, away: Place) -> dict[str, Any]:
    """Take over what only the other record says; return the blanks that stood there."""
    names = [n for n in FILLED if getattr(keep, n) in BLANK and getattr(away, n) not in BLANK]
    if keep.longitude is None and away.longitude is not None:
        names += POINT
    filled = {name: getattr(keep, name) for name in names}
    for name in names:
        setattr(keep, name, getattr(away, name))
    if filled:
        keep.save()
    return filled


def _empty_again(kept: Place, away: Place, filled: Mapping[str, Any]) -> None:
    """Let go what was taken over, unless it was corrected since."""
    untouched = {name for name in filled if getattr(kept, name) == getattr(away, name)}
    if not untouched.issuperset(POINT):
        untouched.difference_update(POINT)
    for name in untouched:
        setattr(kept, name, filled[name])
    if untouched:
        kept.save()


def _still_there(merge: PlaceMerge) -> PlaceMerge:
    found = PlaceMerge.objects.select_related("kept", "away").filter(pk=merge.pk).first()
    if found is None:
        raise ValidationError(_("This merge has been undone already."))
    if found.kept.merged_into_id is not None:
        raise ValidationError(
            _("%(kept)s was itself merged into another record since. Undo that merge first.")
            % {"kept": f"#{found.kept_id}"}
        )
    return found
