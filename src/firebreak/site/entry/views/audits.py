from django.contrib import messages
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from firebreak.records.actions import audits
from firebreak.records.installation import watched_pathogen
from firebreak.records.models import Report
from firebreak.site.entry.forms.audits import AuditForm
from firebreak.site.entry.page import EntryPage
from firebreak.site.entry.people import settle_person


class FoundInALog(EntryPage):
    action = "audits.record"
    form_class = AuditForm
    title = gettext_lazy("Found in a log")

    def write(self, given: dict) -> None:
        person = settle_person(by=self.request.user, scope=self.request.scope, given=given)
        facts = {name: given[name] for name in ("unit", "log", "when", "reference")}
        self.row = audits.record_finding(
            by=self.request.user,
            person=person,
            pathogen=watched_pathogen(),
            found_at=given["found"],
            **facts,
        )

    def warn(self, given: dict) -> None:
        """Say at once what follows from the cards."""
        cards = Report.objects.filter(
            kind=Report.Kind.CASE_CARD,
            case__person=self.row.person,
            case__pathogen=self.row.pathogen,
            received_at__lte=self.row.told_at,
        )
        if cards.exists():
            messages.info(self.request, _("A report card about this case had come. Not missed."))
        else:
            messages.warning(
                self.request,
                _(
                    "No report card about this case is on file: missed. Enter the case, and report it."
                ),
            )
