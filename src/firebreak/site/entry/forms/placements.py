from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from firebreak.records.installation import watched_pathogen
from firebreak.records.models import Placement, Unit
from firebreak.records.observation import counted_exposures
from firebreak.records.roles import Role
from firebreak.site.entry.form import EntryForm, toggles
from firebreak.site.entry.people import PersonForm
from firebreak.site.entry.times import WhenField
from firebreak.site.entry.units import (
    AUTHORITIES,
    KEEPERS,
    UnitChoice,
    as_community,
    community_of,
    own_unit,
    own_units,
)

L = Placement.Level
USUAL = {Role.GRID_WORKER: L.HOME, Role.CLINICIAN: L.ON_THE_SPOT, Role.HOSPITAL: L.WARD}


class PlacementForm(PersonForm, EntryForm):
    """Where somebody is kept. Until when is derived and shown, not asked."""

    level = forms.ChoiceField(
        label=_("Isolation or observation"), choices=L.choices, widget=toggles()
    )
    last_exposure = WhenField(
        label=_("Last exposure"),
        empty="unknown",
        help_text=_("Only if no contact on file says it, as after a return from an affected area."),
    )
    when = WhenField(label=_("Begins"), empty="now")
    unit = UnitChoice(
        label=_("Kept by"),
        queryset=None,
        required=False,
        empty_label=_("At home: the community where the person stays"),
    )

    def set_up(self) -> None:
        self.fields["unit"].queryset = own_units(self.scope, KEEPERS)
        self.fields["unit"].initial = self._usual_keeper()
        self.fields["level"].initial = USUAL.get(self.scope.role, L.HOME)
        whom = self.about.whom
        if whom is not None and counted_exposures(whom, watched_pathogen()):
            self.more = ("last_exposure",)

    def clean(self):
        given = super().clean()
        if given.get("unit") is None and "unit" not in self.errors:
            given["unit"] = self._keeper_at_home()
        return given

    def _usual_keeper(self) -> Unit | None:
        """Where he stays, if that is known; a post of a community or of a house keeps by itself."""
        own = own_unit(self.scope)
        if own.kind not in AUTHORITIES:
            return own
        return community_of(self.about.whom, self.fields["unit"].queryset)

    def _keeper_at_home(self) -> Unit | None:
        given, among = self.cleaned_data, self.fields["unit"].queryset
        if given.get("level") != L.HOME:
            self.add_error("unit", _("Choose the hospital or site that keeps the person."))
            return None
        stays = as_community(given.get("lives_in"), among)
        return stays or community_of(given.get("person"), among) or own_unit(self.scope)


class EndForm(EntryForm):
    when = WhenField(label=_("Ended"), empty="now", exact=True)
    reason = forms.CharField(
        label=_("Why"),
        max_length=200,
        required=False,
        help_text=_(
            "For example: observation completed, moved to hospital, discharged. "
            "Needed where the observation ends before its time, or the case is still suspected."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "reasons"}),
    )


class OverrideForm(EntryForm):
    when = WhenField(
        label=_("Ends instead"),
        empty="unknown",
        exact=True,
        help_text=_("To the minute. Empty: back to the derived end."),
    )
    reason = forms.CharField(
        label=_("Why the derived end does not hold"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Say why; it stays on file.")},
    )

    def set_up(self) -> None:
        """Read the end forward from the beginning: it mostly lies ahead."""
        began = self.about.placement.happened
        self.fields["when"].read_since(began.local_day(settings.CITY_ZONE))
