from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from firebreak.records.installation import watched_pathogen
from firebreak.records.models import Placement
from firebreak.records.observation import counted_exposures
from firebreak.records.roles import Role
from firebreak.site.entry.form import EntryForm, toggles
from firebreak.site.entry.people import PersonForm
from firebreak.site.entry.times import WhenField
from firebreak.site.entry.units import KEEPERS, UnitChoice, own_units

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
    unit = UnitChoice(label=_("Kept by"), queryset=None, empty_label=None)

    def set_up(self) -> None:
        self.fields["unit"].queryset = own_units(self.scope, KEEPERS)
        self.fields["unit"].initial = self.scope.unit_id
        self.fields["level"].initial = USUAL.get(self.scope.role, L.HOME)
        whom = self.about.whom
        if whom is not None and counted_exposures(whom, watched_pathogen()):
            self.more = ("last_exposure",)


class EndForm(EntryForm):
    when = WhenField(label=_("Ended"), empty="now", exact=True)
    reason = forms.CharField(
        label=_("Why"),
        max_length=200,
        required=False,
        help_text=_(
            "For example: observation completed, moved to hospital, discharged. "
            "Needed where the observation ends before its time."
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
