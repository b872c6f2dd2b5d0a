from django.contrib import messages
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from firebreak.records import clock
from firebreak.records.actions import checks
from firebreak.records.identifiers import id_number_warning
from firebreak.records.models import Check
from firebreak.site.entry.editions import governing
from firebreak.site.entry.form import EntryForm
from firebreak.site.entry.forms.checks import CheckForm
from firebreak.site.entry.page import EntryPage
from firebreak.site.entry.people import settle_person
from firebreak.site.entry.rounds import next_in_round

FACTS = (
    "kind",
    "unit",
    "when",
    "temperature_celsius",
    "symptoms",
    "exposure_declared",
    "exposure_note",
    "action_taken",
    "note",
)


class NewCheck(EntryPage):
    action = "checks.record"
    form_class = CheckForm
    title = gettext_lazy("Check")
    template_name = "entry/check.html"

    def initial(self) -> dict:
        kind = self.request.GET.get("kind", "")
        return {"kind": kind} if kind in Check.Kind.values else {}

    def write(self, given: dict) -> None:
        person = settle_person(by=self.request.user, scope=self.request.scope, given=given)
        facts = {name: given[name] for name in FACTS}
        checks.record_check(by=self.request.user, person=person, **facts)

    def extra(self, form: EntryForm) -> dict:
        return {"round": [] if self.about.whom else list(next_in_round(self.request.scope))}

    def warn(self, given: dict) -> None:
        if warning := id_number_warning(given.get("id_number")):
            messages.warning(self.request, warning)
        if self.is_feverish(given["temperature_celsius"]) and given["action_taken"] == "none":
            messages.warning(
                self.request,
                _("This is a fever under the edition in force. Say what was done with the person."),
            )

    @staticmethod
    def is_feverish(celsius) -> bool:
        edition = governing(clock.now(), "control")
        limit = edition.thresholds.fever_celsius if edition else None
        return celsius is not None and limit is not None and float(celsius) >= limit
