from django.contrib import messages
from django.utils.translation import gettext_lazy as _

from firebreak.records.actions import cases
from firebreak.records.identifiers import id_number_warning
from firebreak.records.installation import watched_pathogen
from firebreak.site.entry.editions import governing, id_of
from firebreak.site.entry.forms.cases import (
    ClassifyForm,
    CorrectCaseForm,
    NewCaseForm,
    WithdrawForm,
)
from firebreak.site.entry.page import EntryPage
from firebreak.site.entry.people import settle_person

FACTS = ("note", "infected_through", "imported")
CORRECTABLE = (*FACTS, "unit_counting", "unit_reporting", "severity", "outbreak")


class NewCase(EntryPage):
    action = "cases.suspect"
    form_class = NewCaseForm
    title = _("New case")

    def write(self, given: dict) -> None:
        person = settle_person(by=self.request.user, scope=self.request.scope, given=given)
        when = given["when"]
        cases.open_case(
            by=self.request.user,
            person=person,
            pathogen=watched_pathogen(),
            status=given["status"],
            when=when,
            onset=given["onset"],
            unit_reporting=given["unit"],
            unit_counting=given["unit_counting"],
            edition=id_of(governing(when.start, "diagnosis")) if when.start else "",
            **{name: given[name] for name in FACTS if given[name] not in ("", None)},
        )

    def warn(self, given: dict) -> None:
        if warning := id_number_warning(given.get("id_number")):
            messages.warning(self.request, warning)


class Classify(EntryPage):
    action = "cases.classify"
    form_class = ClassifyForm
    title = _("Classify a case anew")
    needs = "case"

    def write(self, given: dict) -> None:
        when, case = given["when"], self.about.case
        edition = governing(when.start, "diagnosis", case.pathogen) if when.start else None
        cases.classify(
            by=self.request.user,
            case=case,
            status=given["status"],
            when=when,
            edition=id_of(edition),
            reason=given["reason"],
        )


class CorrectCase(EntryPage):
    action = "cases.correct"
    form_class = CorrectCaseForm
    title = _("Correct a case")
    needs = "case"

    def initial(self) -> dict:
        case = self.about.case
        known = {name: getattr(case, name) for name in (*CORRECTABLE, "number")}
        known["imported"] = {True: "yes", False: "no", None: ""}[case.imported]
        return known | {"onset": case.happened if case.happened.start else ""}

    def write(self, given: dict) -> None:
        cases.correct(
            by=self.request.user,
            case=self.about.case,
            reason=given["reason"],
            onset=given["onset"],
            number=given["number"] or None,
            **{name: given[name] for name in CORRECTABLE},
        )


class WithdrawClassification(EntryPage):
    action = "cases.withdraw"
    form_class = WithdrawForm
    title = _("Take back a classification")
    verb = _("Take it back")
    needs = "classification"

    def write(self, given: dict) -> None:
        cases.withdraw_classification(
            by=self.request.user,
            classification=self.about.classification,
            reason=given["reason"],
        )
