"""Who lies in a hospital, and what the record shows of the discharge criteria."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.translation import gettext as _

from firebreak.engine.duties.discharge import Criterion
from firebreak.records.models import Case, Placement
from firebreak.records.situation import Situation, situation
from firebreak.records.visibility import get_or_404, people
from firebreak.records.visibility import units as units_of
from firebreak.records.wards import criteria, lying_under
from firebreak.site.download import as_cell, as_file
from firebreak.site.guard import may_open
from firebreak.site.templatetags.pages import minute
from firebreak.site.words import apart

PER_PAGE = 50


@may_open("people.read")
def patients(request, code: str):
    """List who lies in the hospitals of a unit; who may leave, as far as is on record, comes first."""
    now = situation(known=request.known)
    found = get_or_404(units_of(request.scope), code=code)
    lying = (
        lying_under(found)
        .filter(person__in=people(request.scope))
        .select_related("person", "unit")
        .order_by("happened_at")
    )
    rows = _rows(list(lying), now)
    if request.GET.get("format"):
        return as_file(request, "patients", _columns(), (_exported(row) for row in rows))
    context = {
        "unit": found,
        "now": now.at,
        "total": len(rows),
        "ready": sum(row["is_ready"] for row in rows),
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "units/patients.html", context)


def _rows(lying: list[Placement], now: Situation) -> list[dict]:
    found = criteria((p.person_id for p in lying), now.protocols, now.pathogen, now.at)
    own = Case.objects.filter(person__in=list(found), pathogen=now.pathogen).order_by("id")
    cases = {case.person_id: case for case in own}  # the latest, if somebody fell ill twice
    rows = [_row(placement, cases.get(placement.person_id), found) for placement in lying]
    return sorted(rows, key=lambda row: not row["is_ready"])


def _row(placement: Placement, case: Case | None, found: dict) -> dict:
    own: tuple[Criterion, ...] = found[placement.person_id]
    return {
        "placement": placement,
        "case": case,
        "criteria": [(criterion, criterion_word(criterion)) for criterion in own],
        "is_ready": bool(own)
        and all(criterion.is_met for criterion in own)
        and case is not None
        and case.status == Case.Status.CONFIRMED,
    }


def criterion_word(criterion: Criterion) -> str:
    """Say in words how a criterion stands."""
    words = {
        ("temperature", "met"): _("no fever since %(at)s"),
        ("temperature", "none"): _("no temperature on record"),
        ("temperature", "fever"): _("fever at %(at)s"),
        ("temperature", "too_short"): _("no fever, but only since %(at)s"),
        ("temperature", "not_today"): _("not measured since %(at)s"),
        ("negatives", "met"): _("negative often enough since %(at)s"),
        ("negatives", "none"): _("no result on record"),
        ("negatives", "positive"): _("last sample, of %(at)s, not negative"),
        ("negatives", "too_few"): _("negative since %(at)s, not yet often enough"),
    }
    return words[criterion.id, criterion.why] % {"at": minute(criterion.since)}


def _columns() -> list[tuple[str, str]]:
    return [
        ("name", _("Who")),
        ("case", _("Case number")),
        ("status", _("Classification")),
        ("level", _("Level")),
        ("unit", _("Kept by")),
        ("began", _("Began")),
        ("criteria", _("Discharge criteria on record")),
    ]


def _exported(row: dict) -> dict:
    placement, case = row["placement"], row["case"]
    return {
        "name": placement.person.name,
        "case": str(case or ""),
        "status": case.get_status_display() if case else "",
        "level": placement.get_level_display(),
        "unit": str(placement.unit),
        "began": as_cell(placement.happened),
        "criteria": apart(word for _criterion, word in row["criteria"]),
    }
