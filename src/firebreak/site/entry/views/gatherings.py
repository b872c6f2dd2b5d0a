from django.utils.translation import gettext_lazy as _

from firebreak.records.actions import gatherings
from firebreak.site.entry.forms.gatherings import GatheringForm
from firebreak.site.entry.page import EntryPage
from firebreak.site.entry.places import place_called

GIVEN = (
    *("what", "when", "attendees", "manner"),
    *("people", "later_confirmed", "none_from", "source_name"),
)


class GatheringTold(EntryPage):
    action = "gatherings.record"
    form_class = GatheringForm
    title = _("Gathering")

    def write(self, given: dict) -> None:
        held = self.about.place
        place = held if held is not None and given["place"].strip() == held.name else None
        gatherings.record(
            by=self.request.user,
            place=place
            or place_called(
                given["place"], by=self.request.user, scope=self.request.scope, kind=given["kind"]
            ),
            **{name: given[name] for name in GIVEN},
        )
