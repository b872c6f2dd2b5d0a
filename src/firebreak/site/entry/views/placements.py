from django.utils.translation import gettext_lazy as _

from firebreak.records import clock
from firebreak.records.actions import placements
from firebreak.records.models import Placement
from firebreak.site.entry.editions import governing, id_of
from firebreak.site.entry.ends import end_if_begun, end_of_placement
from firebreak.site.entry.form import EntryForm
from firebreak.site.entry.forms.placements import EndForm, OverrideForm, PlacementForm
from firebreak.site.entry.page import EntryPage
from firebreak.site.entry.people import settle_person


class PlacementBegins(EntryPage):
    action = "placements.begin"
    form_class = PlacementForm
    title = _("Isolation or observation begins")
    template_name = "entry/placement.html"

    def initial(self) -> dict:
        level = self.request.GET.get("level", "")
        return {"level": level} if level in Placement.Level.values else {}

    def write(self, given: dict) -> None:
        person = settle_person(by=self.request.user, scope=self.request.scope, given=given)
        when = given["when"]
        edition = governing(when.start, "control") if when.start else None
        placements.begin(
            by=self.request.user,
            person=person,
            level=given["level"],
            unit=given["unit"],
            when=when,
            edition=id_of(edition),
            last_exposure=given["last_exposure"],
        )

    def extra(self, form: EntryForm) -> dict:
        if self.about.whom is None:
            return {}
        return {"end": end_if_begun(self.about.whom, clock.now())}


class PlacementEnds(EntryPage):
    action = "placements.end"
    form_class = EndForm
    title = _("Isolation or observation ends")
    needs = "placement"
    template_name = "entry/placement.html"

    def write(self, given: dict) -> None:
        placements.end(
            by=self.request.user,
            placement=self.about.placement,
            at=given["when"],
            reason=given["reason"],
        )

    def extra(self, form: EntryForm) -> dict:
        return {"end": end_of_placement(self.about.placement)}


class PlacementOverridden(EntryPage):
    action = "placements.override"
    form_class = OverrideForm
    title = _("End set by hand")
    needs = "placement"
    template_name = "entry/placement.html"

    def write(self, given: dict) -> None:
        placements.override_end(
            by=self.request.user,
            placement=self.about.placement,
            at=given["when"],
            reason=given["reason"],
        )

    def extra(self, form: EntryForm) -> dict:
        return {"end": end_of_placement(self.about.placement)}
