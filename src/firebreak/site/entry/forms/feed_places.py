from django import forms
from django.utils.translation import gettext_lazy as _

from firebreak.records.models import Place
from firebreak.site.entry.form import EntryForm
from firebreak.site.entry.forms.contacts import KINDS
from firebreak.site.entry.units import UnitChoice, senders


class FeedPlaceForm(EntryForm):
    """Which place on record an id in whose feeds means."""

    sender = UnitChoice(label=_("Whose feed"), queryset=None, to_field_name="code")
    code = forms.CharField(
        label=_("Id of the place in the feed"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    place = forms.CharField(
        label=_("Place"),
        max_length=120,
        help_text=_("By its name on record; a name that is not on record becomes a new place."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Say where.")},
    )
    kind = forms.ChoiceField(
        label=_("Kind of place, if it is new"), choices=KINDS, initial=Place.Kind.UNKNOWN
    )
    chosen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    more = ("kind",)

    def set_up(self) -> None:
        """Offer those of the post's units that sent a feed."""
        self.fields["sender"].queryset = senders(self.scope)
