"""Reports: who told whom what, and the totals that somebody published."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from firebreak.engine.when import When
from firebreak.intake.accepting.desk import Desk, as_same
from firebreak.intake.accepting.writer import Writer
from firebreak.intake.drafts import Draft
from firebreak.records.actions import published, reports
from firebreak.records.models import Report, Unit

#: Where a bulletin's word for a total is not that of daily reports.
MEASURE_OF = {"discharged": "recovered", "observed": "contacts_observed"}


def lacks_receiver(draft: Draft) -> str:
    """Say that a report does not tell to whom it went."""
    return "" if draft.value("to_unit") else _("It does not say to whom. Mend the unit it went to.")


def make(desk: Desk, draft: Draft) -> Report:
    """Record a report from one unit of ours to another."""
    if lacking := lacks_receiver(draft):
        raise ValidationError(lacking)
    return reports.send(
        by=desk.by,
        kind=draft.value("kind") or Report.Kind.EVENT,
        unit=desk.unit(draft.value("unit")),
        to_unit=desk.unit(draft.value("to_unit")),
        when=draft.value("when") or When.unknown(),
        case=desk.linked(draft, "case"),
        channel=Report.Channel.FILE,
        figures=dict(draft.value("figures") or {}),
        text=draft.value("text") or "",
        **desk.source_and_told(),
    )


def keep_total(desk: Desk, draft: Draft) -> Report:
    """Keep a published total, to be held against what the record counts itself."""
    return published.keep(
        by=desk.by,
        unit=_of_whom(desk, draft),
        to_unit=desk.reading.unit,
        figures=_figures(draft),
        as_of=_as_of(draft),
        when=desk.known_since(),
        text=str(draft.value("of") or ""),
        **desk.source_and_told(),
    )


def total_on_file(desk: Desk, draft: Draft) -> Report | None:
    """Return the published total on file, read in the same inbox, that says just this."""
    told = Report.objects.filter(
        kind=Report.Kind.PUBLISHED,
        unit=_of_whom(desk, draft),
        to_unit=desk.reading.unit,
        covers_until=_as_of(draft),
    )
    if _as_of(draft) is None:
        told = told.filter(happened_at=desk.known_since().start)
    return next((one for one in told.order_by("id") if one.figures == _figures(draft)), None)


def check_total(_desk: Desk, draft: Draft, _known: Report | None) -> None:
    """Refuse a total without a number."""
    _figures(draft)


def _of_whom(desk: Desk, draft: Draft) -> Unit:
    """Of which unit a total is: of the city, where the text names none."""
    return desk.unit(draft.value("unit")) if draft.value("unit") else desk.city


def _as_of(draft: Draft) -> datetime | None:
    until = draft.value("until")
    return until.latest if until is not None else None


def _figures(draft: Draft) -> dict[str, int]:
    what, number = draft.value("what"), draft.value("number")
    if not what or number is None:
        raise ValidationError(_("A total needs what was counted, and the number."))
    measure = MEASURE_OF.get(what, what)
    return {f"new_{measure}" if draft.value("new") else measure: int(number)}


TOTAL = Writer(
    keep_total,
    same=total_on_file,
    check=check_total,
    cites={
        "what": "figures",
        "number": "figures",
        "new": "figures",
        "of": "text",
        "until": "covers_until",
        "unit": "unit",
    },
)
WRITER = Writer(
    make,
    lacks=lacks_receiver,
    cites=as_same(("kind", "unit", "to_unit", "figures", "text")) | {"when": "happened_at"},
)
