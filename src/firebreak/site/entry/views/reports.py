from datetime import datetime, time

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from firebreak.engine.kinds import PERSON_REPORTS
from firebreak.records import clock
from firebreak.records.actions import reports
from firebreak.records.models import Check, Classification, Report, Unit
from firebreak.site.asked import number
from firebreak.site.entry.choosing import ask_which
from firebreak.site.entry.editions import governing
from firebreak.site.entry.form import EntryForm
from firebreak.site.entry.forms.reports import (
    FIGURES,
    ReportForm,
    ReportReceivedForm,
    ReportReviewedForm,
    usual_sender,
)
from firebreak.site.entry.page import EntryPage

COVERS_THE_DAY = ("daily", "zero", "round_summary")


class ReportSent(EntryPage):
    action = "reports.send"
    form_class = ReportForm
    verb = _("Send")
    template_name = "entry/report.html"

    @property
    def kind(self) -> str:
        asked = self.request.GET.get("kind", "")
        return asked if asked in reports.SENT else ""

    @property
    def title(self) -> str:
        return capfirst(Report.Kind(self.kind).label if self.kind else _("Report"))

    def ask(self) -> HttpResponse | None:
        if not self.kind:
            return self._ask_kind()
        if self.kind in PERSON_REPORTS and self.about.case is None:
            return ask_which(self.request, "case", self.action, self.title, self.about.whom)
        return None

    def _ask_kind(self) -> HttpResponse:
        known = self.request.GET.urlencode()
        about_case = self.about.case is not None and self.about.unit is None
        kinds = [
            (
                capfirst(Report.Kind(kind).label),
                f"?kind={kind}&{known}" if known else f"?kind={kind}",
            )
            for kind in reports.SENT
            if kind in PERSON_REPORTS or not about_case
        ]
        shown = {"title": self.title, "kinds": kinds, "about": self.about}
        return render(self.request, "entry/report_kinds.html", shown)

    def form(self, **kwargs) -> EntryForm:
        form = ReportForm(
            about=self.about,
            scope=self.request.scope,
            user=self.request.user,
            kind=self.kind,
            **kwargs,
        )
        self.unit = form._sender()
        return form

    def initial(self) -> dict:
        sender = usual_sender(self.kind, self.about, self.request.scope)
        return counted_today(self.kind, sender)

    def write(self, given: dict) -> None:
        when = given["when"]
        covers = {}
        if self.kind in COVERS_THE_DAY and when.start:
            covers = {"covers_from": midnight_before(when.start), "covers_until": when.start}
        reports.send(
            by=self.request.user,
            kind=self.kind,
            case=self.about.case if self.kind in PERSON_REPORTS else None,
            figures={name: given[name] for name in FIGURES.get(self.kind, {})},
            **{name: given[name] for name in ("unit", "to_unit", "when", "channel", "text")},
            **covers,
        )

    def extra(self, form: EntryForm) -> dict:
        to_unit = Unit.objects.filter(pk=number(str(form["to_unit"].value())) or 0).first()
        return {"kind": self.kind, "from_unit": self.unit, "to_unit": to_unit}


class ReportReceived(EntryPage):
    action = "reports.receive"
    form_class = ReportReceivedForm
    title = _("Report received")
    verb = pgettext_lazy("a button", "Received")
    needs = "report"

    def write(self, given: dict) -> None:
        reports.receive(by=self.request.user, report=self.about.report, at=given["when"])


class ReportReviewed(EntryPage):
    action = "reports.review"
    form_class = ReportReviewedForm
    title = _("Report reviewed")
    verb = _("Reviewed")
    needs = "report"

    def write(self, given: dict) -> None:
        reports.review(by=self.request.user, report=self.about.report, at=given["when"])


def midnight_before(at: datetime) -> datetime:
    """Return the beginning of the local day."""
    return datetime.combine(at.astimezone(settings.CITY_ZONE).date(), time(), settings.CITY_ZONE)


def counted_today(kind: str, unit: Unit) -> dict[str, int]:
    """Count for a report what the record already says of the local day."""
    since = midnight_before(clock.now())
    if kind == "daily":
        today = Classification.objects.filter(
            happened_at__gte=since, case__unit_reporting__path__startswith=unit.path
        )
        return {
            f"new_{status}": today.filter(status=status).values("case").distinct().count()
            for status in ("suspected", "confirmed")
        }
    if kind == "round_summary":
        today = Check.objects.filter(happened_at__gte=since, unit__path__startswith=unit.path)
        edition = governing(clock.now(), "control")
        limit = edition.thresholds.fever_celsius if edition else None
        febrile = today.filter(temperature_celsius__gte=limit) if limit else today.none()
        return {
            "checked": today.values("person").distinct().count(),
            "febrile": febrile.values("person").distinct().count(),
        }
    return {}
