"""Reports: who told whom what."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from firebreak.engine.when import When
from firebreak.intake.accepting.desk import Desk, as_same
from firebreak.intake.accepting.writer import Writer
from firebreak.intake.drafts import Draft
from firebreak.records.actions import reports
from firebreak.records.models import Report


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


WRITER = Writer(
    make,
    lacks=lacks_receiver,
    cites=as_same(("kind", "unit", "to_unit", "figures", "text")) | {"when": "happened_at"},
)
