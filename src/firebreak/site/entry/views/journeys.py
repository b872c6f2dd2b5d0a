from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from firebreak.intake.passengers import Beside, PassengerList, read_passengers
from firebreak.records import clock
from firebreak.records.actions import journeys, sources
from firebreak.records.actions.journeys import Ride, Run
from firebreak.records.models import Source
from firebreak.site.entry.form import EntryForm
from firebreak.site.entry.forms.journeys import JourneyForm, PassengersForm
from firebreak.site.entry.page import EntryPage
from firebreak.site.entry.people import settle_person

SHOWN = 20  # passengers and problems shown of a list before it is taken in


class JourneyOfSomebody(EntryPage):
    action = "journeys.record"
    form_class = JourneyForm
    title = _("Journey")

    def write(self, given: dict) -> None:
        person = settle_person(by=self.request.user, scope=self.request.scope, given=given)
        about = ("seat", "coach", "boarding", "leaving", "boarded_at", "left_at")
        journeys.record_journey(
            by=self.request.user,
            person=person,
            run=Run(given["kind"], given["number"], given["on"]),
            ride=Ride(**{name: given[name] for name in about}),
        )


class PassengerListTakenIn(EntryPage):
    """A list of passengers: looked at first, then taken in."""

    action = "journeys.import"
    form_class = PassengersForm
    title = _("Passenger list")
    verb = _("Look at it first")
    template_name = "entry/passengers.html"
    found: PassengerList | None = None
    rehearsed: journeys.Imported | None = None

    def form(self, **kwargs) -> EntryForm:
        if "data" in kwargs:
            kwargs["files"] = self.request.FILES
        return super().form(**kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.form(data=request.POST)
        made = self.made_before(form)
        if made is not None:
            return self.saved(made, again=True)
        if not form.is_valid():
            return self.show(form, status=422)
        self.found = self._read(form.cleaned_data)
        form.keep()
        if self.found.blocked:
            return self.show(form, status=422)
        if "take_in" in request.POST:
            return self.save(form)
        return self._rehearse(form)

    def write(self, given: dict) -> None:
        assert self.found is not None
        source = sources.add_source(
            by=self.request.user,
            kind=Source.Kind.FILE,
            title=self.found.file[:200],
            text="\n".join(f"{heading} → {field or '–'}" for heading, field in self.found.headings),
        )
        journeys.import_passengers(
            by=self.request.user, passengers=self.found.passengers, source=source
        )

    def extra(self, form: EntryForm) -> dict:
        if self.found is None:
            return {}
        language = get_language() or "en"
        problems = [_said(problem, language) for problem in self.found.problems]
        return {
            "found": self.found,
            "rehearsed": self.rehearsed,
            "passengers": [
                (passenger, passenger.ride.where()) for passenger in self.found.passengers[:SHOWN]
            ],
            "problems": problems[:SHOWN],
            "more_problems": max(0, len(problems) - SHOWN),
        }

    def _read(self, given: dict) -> PassengerList:
        today = clock.now().astimezone(settings.CITY_ZONE).date()
        beside = Beside(given["kind"], given["number"], given["on"])
        return read_passengers(
            given["content"],
            given["file_name"],
            zone=settings.CITY_ZONE,
            today=today,
            beside=beside,
        )

    def _rehearse(self, form: EntryForm) -> HttpResponse:
        assert self.found is not None
        try:
            self.rehearsed = journeys.rehearse_passengers(
                by=self.request.user, passengers=self.found.passengers
            )
        except ValidationError as refused:
            form.refuse(refused)
            return self.show(form, status=422)
        return self.show(form)


def _said(problem, language: str) -> dict:
    message, fix = problem.say(language)
    rows = problem.rows or ((problem.row,) if problem.row else ())
    return {
        "blocks": problem.blocks,
        "rows": ", ".join(str(row) for row in rows[:5]) + ("…" if len(rows) > 5 else ""),
        "column": problem.column,
        "found": problem.quoted(language),
        "message": message,
        "fix": fix,
    }
