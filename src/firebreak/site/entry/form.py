"""What the forms of every entry share."""

import uuid

from django import forms
from django.core.exceptions import ValidationError

from firebreak.records.models import User
from firebreak.records.visibility import Scope
from firebreak.site.entry.about import About
from firebreak.site.entry.people import WHO_FIELDS, PersonForm

RECOGNISED_BY = ("name", "phone")
#: Where an action names its fault by another word than the form's field.
FIELD_OF = {"happened_at": "when", "person": "name", "at": "when", "ended_at": "until"}


class EntryForm(forms.Form):
    """
    A form about something, filled in by somebody from a post.

    `once` makes a second sending recognisable. `more` names the fields that are rarely needed.
    """

    more: tuple[str, ...] = ()
    person_more: tuple[str, ...] = ()
    once = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args, about: About, scope: Scope, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.about, self.scope, self.user = about, scope, user
        self.fields["once"].initial = uuid.uuid4().hex
        if isinstance(self, PersonForm):
            self.set_up_person()
        self.set_up()

    def set_up(self) -> None:
        """Fill in what is known already; each form its own."""

    def clean(self):
        super().clean()
        if isinstance(self, PersonForm):
            self.clean_person()
        return self.cleaned_data

    def refuse(self, refused: ValidationError) -> None:
        """Show what an action refused, beside the field it is about."""
        if not hasattr(refused, "error_dict"):
            return self.add_error(None, refused)
        for name, errors in refused.error_dict.items():
            field = name if name in self.fields else FIELD_OF.get(name)
            self.add_error(field if field in self.fields else None, ValidationError(errors))
        return None

    # What the template walks through.

    @property
    def person_fields(self) -> list[forms.BoundField]:
        """What somebody may be recognised by; the suggestions follow it."""
        return [self[name] for name in self._who_fields if name in RECOGNISED_BY]

    @property
    def stay_fields(self) -> list[forms.BoundField]:
        elsewhere = {*RECOGNISED_BY, *self.person_more}
        return [self[name] for name in self._who_fields if name not in elsewhere]

    @property
    def person_more_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self._who_fields if name in self.person_more]

    @property
    def main_fields(self) -> list[forms.BoundField]:
        elsewhere = {"once", "who", *self._who_fields, *self.more}
        return [self[name] for name in self.fields if name not in elsewhere]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        return [self[n] for n in self.more if n in self.fields]

    @property
    def person_more_open(self) -> bool:
        return any(field.errors for field in self.person_more_fields)

    @property
    def more_open(self) -> bool:
        return any(field.errors for field in self.more_fields)

    @property
    def _who_fields(self) -> list[str]:
        if not isinstance(self, PersonForm):
            return []
        return [name for name in WHO_FIELDS if name in self.fields]


def toggles(**attrs) -> forms.RadioSelect:
    """A choice of one as big buttons."""
    return forms.RadioSelect(attrs={"class": "toggles", **attrs})
