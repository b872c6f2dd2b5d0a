from django.utils.translation import gettext_lazy as _

from firebreak.records.actions import outbreaks
from firebreak.records.installation import watched_pathogen
from firebreak.records.models import Milestone
from firebreak.site.entry.forms.outbreaks import MilestoneForm, OutbreakForm
from firebreak.site.entry.page import EntryPage


class OutbreakDeclared(EntryPage):
    action = "outbreaks.declare"
    form_class = OutbreakForm
    title = _("Declare an outbreak")
    verb = _("Declare")

    def write(self, given: dict) -> None:
        facts = {name: given[name] for name in ("name", "when", "unit")}
        outbreaks.declare(by=self.request.user, pathogen=watched_pathogen(), **facts)


class MilestoneReached(EntryPage):
    action = "milestones.record"
    form_class = MilestoneForm
    title = _("Milestone of 7-1-7")
    needs = "outbreak"

    def initial(self) -> dict:
        kind = self.request.GET.get("kind", "")
        return {"kind": kind} if kind in Milestone.Kind.values else {}

    def write(self, given: dict) -> None:
        facts = {name: given[name] for name in ("kind", "not_applicable", "note")}
        outbreaks.reach_milestone(
            by=self.request.user,
            outbreak=self.about.outbreak,
            when=None if given["not_applicable"] else given["when"],
            **facts,
        )
