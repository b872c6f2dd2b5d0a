from django.utils.translation import gettext_lazy as _

from firebreak.records.actions import places
from firebreak.records.visibility import places as places_of
from firebreak.site.asked import number
from firebreak.site.entry.form import EntryForm
from firebreak.site.entry.forms.places import (
    CorrectPlaceForm,
    MergePlaceForm,
    TellPlacesApartForm,
)
from firebreak.site.entry.page import EntryPage


class PlaceCorrected(EntryPage):
    action = "places.correct"
    form_class = CorrectPlaceForm
    title = _("Correct a place")
    needs = "place"

    def initial(self) -> dict:
        return {name: getattr(self.about.place, name) for name in places.FACTS}

    def write(self, given: dict) -> None:
        facts = {name: given[name] for name in places.FACTS if name in given}
        places.correct(
            by=self.request.user, place=self.about.place, reason=given["reason"], **facts
        )


class OfTwoPlaces:
    """What the pages share that settle something of two records; opened from either of them."""

    needs = "place"

    def initial(self) -> dict:
        asked = number(self.request.GET.get("other"))
        other = places_of(self.request.scope).filter(pk=asked).first() if asked else None
        return {"other": f"#{other.pk} {other.name}"} if other else {}

    def extra(self, form: EntryForm) -> dict:
        return {"alike": form.alike}


class PlacesMerged(OfTwoPlaces, EntryPage):
    action = "places.merge"
    form_class = MergePlaceForm
    title = _("Merge two records of one place")
    verb = _("One place: merge")
    template_name = "entry/merge_places.html"

    def extra(self, form: EntryForm) -> dict:
        """Whoever compares the two for it may also find that they are two."""
        may = self.request.scope.may("places.tell_apart")
        return super().extra(form) | {"may_tell_apart": may}

    def write(self, given: dict) -> None:
        pair = self.about.place, given["other"]
        keep, away = pair if given["keep"] == MergePlaceForm.THIS else pair[::-1]
        places.merge(by=self.request.user, keep=keep, away=away, reason=given["reason"])


class PlacesToldApart(OfTwoPlaces, EntryPage):
    action = "places.tell_apart"
    form_class = TellPlacesApartForm
    title = _("Tell two places apart")
    verb = _("They are two places")
    template_name = "entry/tell_places_apart.html"

    def write(self, given: dict) -> None:
        one, other = self.about.place, given["other"]
        places.tell_apart(by=self.request.user, one=one, other=other, reason=given["reason"])
