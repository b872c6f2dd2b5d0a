"""Placements: somebody is kept somewhere. How long is derived, not typed."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from firebreak.engine.when import When
from firebreak.records import clock
from firebreak.records.actions.people import require_person
from firebreak.records.actions.times import check_order, check_past
from firebreak.records.change import change
from firebreak.records.early_ends import is_early
from firebreak.records.models import Case, Classification, Person, Placement, Unit, User
from firebreak.records.visibility import require


def begin(
    *,
    by: User | None,
    person: Person,
    level: str,
    unit: Unit,
    when: When,
    edition: str = "",
    last_exposure: When | None = None,
    told_at=None,
    source=None,
) -> Placement:
    """
    Begin a placement; one that is open ends at the same moment.

    Parameters
    ----------
    level
        One of `Placement.Level`.
    unit
        Who keeps him.
    edition
        Id of the edition whose observation period applies.
    last_exposure
        Only where no contact record holds it, for example a return from an affected area.

    Raises
    ------
    Refused
        The post may not, or the unit is outside its subtree.
    ValidationError
        The time lies ahead, or is before the open placement began.
    """
    require(by, "placements.begin", unit)
    check_past(when, "when")
    last_exposure = last_exposure or When.unknown()
    before = person.placements.filter(ended_at__isnull=True).order_by("happened_at").last()
    if before is not None:
        check_order(
            before.happened,
            when,
            "when",
            _("The open placement began later than this. Check the date."),
        )
    with change("placements.begin", by=by):
        if before is not None:
            before.ended_at, before.end_reason = when.start, gettext_noop("moved")
            before.save()
        row = Placement(
            person=person,
            level=level,
            unit=unit,
            edition=edition,
            last_exposure_at=last_exposure.start,
            last_exposure_until=last_exposure.end,
            told_at=told_at or clock.now(),
            source=source,
        ).with_happened(when)
        row.clean_fields(exclude=["stored_at"])
        row.save()
    return row


def end(*, by: User | None, placement: Placement, at: datetime, reason: str = "") -> Placement:
    """
    End a placement.

    Raises
    ------
    Refused
        The post may not, or the person does not exist for it.
    ValidationError
        It has ended, would end before it began, or something asks why it ends (`asks_why`) and
        nobody says.
    """
    require_person(by, "placements.end", placement.person)
    if placement.ended_at is not None:
        raise ValidationError(_("This placement has ended already."))
    check_past(at, "at")
    check_order(placement.happened, at, "at", _("It would end before it began. Check the date."))
    if not reason.strip() and (asked := asks_why(placement, at)):
        raise ValidationError({"reason": asked})
    with change("placements.end", by=by, reason=reason):
        placement.ended_at, placement.end_reason = at, reason
        placement.save()
    return placement


def asks_why(placement: Placement, at: datetime) -> str:
    """
    Say what asks for a reason if a placement ends at `at`; nothing where none is needed.

    The isolation of a suspect ends with his exclusion or goes over into a ward, and a contact is
    kept until his time is over, whatever he was isolated for meanwhile.
    """
    is_observation = placement.level in Placement.OBSERVATION
    if not is_observation and _is_suspected(placement.person, at):
        return _(
            "The case is still suspected. Classify it first, or say why the isolation ends; "
            "it stays on file."
        )
    if not is_early(placement, at):
        return ""
    if is_observation:
        return _("The observation is not over by then. Say why it ends; it stays on file.")
    return _(
        "This person is a contact too, and the observation is not over by then. Begin it instead, "
        "or say why nobody keeps the person; it stays on file."
    )


def _is_suspected(person: Person, at: datetime) -> bool:
    steps = Classification.objects.filter(case__person=person, happened_at__lte=at)
    last = dict(steps.order_by("happened_at", "id").values_list("case_id", "status"))
    return Case.Status.SUSPECTED in last.values()


def override_end(
    *, by: User | None, placement: Placement, at: datetime | None, reason: str
) -> Placement:
    """
    Set the end by hand, or with `at=None` go back to the derived one. The reason stays on file.

    Raises
    ------
    Refused
        The post may not, or the person does not exist for it.
    ValidationError
        No reason is given, or the end is before the beginning.
    """
    require_person(by, "placements.override", placement.person)
    if not reason.strip():
        raise ValidationError(
            {"reason": _("Say why the derived end does not hold; it stays on file.")}
        )
    check_order(placement.happened, at, "at", _("It would end before it began. Check the date."))
    with change("placements.override", by=by, reason=reason):
        placement.override_end_at, placement.override_reason = at, reason
        placement.save()
    return placement
