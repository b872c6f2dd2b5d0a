from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from firebreak.records.actions import laboratory
from firebreak.records.installation import watched_pathogen
from firebreak.site.entry.forms.laboratory import ReceivedForm, ResultForm, SampleForm
from firebreak.site.entry.page import EntryPage
from firebreak.site.entry.people import settle_person


class SampleTaken(EntryPage):
    action = "samples.take"
    form_class = SampleForm
    title = _("Sample taken")

    def write(self, given: dict) -> None:
        person = settle_person(by=self.request.user, scope=self.request.scope, given=given)
        facts = {name: given[name] for name in ("kind", "number", "laboratory", "when", "unit")}
        laboratory.take_sample(by=self.request.user, person=person, **facts)


class SampleReceived(EntryPage):
    action = "samples.receive"
    form_class = ReceivedForm
    title = _("Sample received")
    verb = pgettext_lazy("a button", "Received")
    needs = "sample"

    def write(self, given: dict) -> None:
        laboratory.receive_sample(
            by=self.request.user,
            sample=self.about.sample,
            at=given["when"],
            laboratory=given["laboratory"],
        )


class Result(EntryPage):
    action = "tests.result"
    form_class = ResultForm
    title = _("Result")
    needs = "sample"

    def write(self, given: dict) -> None:
        facts = {name: given[name] for name in ("result", "when", "method")}
        case = self.about.whom.cases.order_by("-id").first()
        laboratory.report_result(
            by=self.request.user,
            sample=self.about.sample,
            pathogen=case.pathogen if case else watched_pathogen(),
            **facts,
        )
