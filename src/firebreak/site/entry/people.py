"""Whom an entry is about: somebody on file, or somebody new who is not on file yet.

While name, telephone or ID number are typed, people of one's own subtree who may be the same one
are suggested; the form is not taken before it is said whether it is one of them.
"""

import re
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from stdnum.cn import ric

from firebreak.records.actions import people
from firebreak.records.identifiers import id_number_warning, normalise
from firebreak.records.models import Person, User
from firebreak.records.one_person import present
from firebreak.records.visibility import Scope
from firebreak.records.visibility import people as people_of
from firebreak.site.asked import number
from firebreak.site.entry.units import UnitChoice, divisions, own_division, own_unit

NEW = "new"
WHO_FIELDS = ("name", "phone", "id_number", "sex", "age", "lives_in", "address")
AGE = re.compile(r"^(\d{1,3})\s*(岁|years?|y|个?月|months?|m|天|日|days?|d)?$", re.IGNORECASE)


class AgeField(forms.CharField):
    """An age in years, or in months or days if said: 45, 8个月, 20 days."""

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        found = AGE.match(text)
        if not found or int(found[1]) > 130:
            raise ValidationError(
                _("This is not an age. Write the years, for example 45, or 8 months.")
            )
        return int(found[1]), _age_unit(found[2] or "")


def _age_unit(word: str) -> str:
    if word.lower().startswith(("个", "月", "m")):
        return Person.AgeUnit.MONTHS
    if word.lower().startswith(("天", "日", "d")):
        return Person.AgeUnit.DAYS
    return Person.AgeUnit.YEARS


class PersonForm(forms.Form):
    """The part of an entry that finds or registers its person; absent if the address names one."""

    who = forms.CharField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "words"}),
    )
    phone = forms.CharField(
        label=gettext_lazy("Telephone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    id_number = forms.CharField(
        label=gettext_lazy("ID number"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("Sex and date of birth are read from it."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    sex = forms.ChoiceField(
        label=gettext_lazy("Sex"),
        choices=Person.Sex.choices,
        initial=Person.Sex.UNKNOWN,
        required=False,
        widget=forms.RadioSelect(attrs={"class": "toggles"}),
    )
    age = AgeField(
        label=gettext_lazy("Age"),
        max_length=12,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off"}),
    )
    lives_in = UnitChoice(
        label=gettext_lazy("Stays in"), queryset=None, required=False, empty_label="—"
    )
    address = forms.CharField(
        label=gettext_lazy("Present address, to the door"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    person_more: tuple[str, ...] = ("id_number", "sex", "age", "address")

    def set_up_person(self) -> None:
        """Prepare the fields, or take them out if the person is known."""
        self.alike: list[Person] = []
        if self.about.whom is not None:
            for name in ("who", *WHO_FIELDS):
                del self.fields[name]
            return
        self.fields["lives_in"].queryset = divisions(self.scope)
        self.fields["lives_in"].initial = own_division(self.scope)
        for name in ("name", "phone", "id_number"):
            self.fields[name].widget.attrs |= SUGGEST

    def clean_person(self) -> None:
        """Settle who it is: a person on file, or None for somebody new."""
        given = self.cleaned_data
        if self.about.whom is not None:
            given["person"] = self.about.whom
            return
        who = given.get("who", "")
        self.alike = list(suggestions(self.user, given))
        if (on_file := number(who)) is not None:
            given["person"] = self._on_file(on_file)
        elif self.alike and who != NEW:
            self.add_error("name", _("Is it one of these? Choose, or say that it is somebody new."))
        else:
            self._check_new()

    def _on_file(self, pk: int) -> Person | None:
        found = people_of(self.scope).filter(pk=present(pk)).first()
        if found is None:
            self.add_error("name", _("There is no such record."))
        return found

    def _check_new(self) -> None:
        self.cleaned_data["person"] = None
        if not self.scope.may("people.register"):
            self.add_error("name", _("Nobody of this name is on file. Check the name."))
        elif not self.cleaned_data.get("name") and "name" not in self.errors:
            self.add_error(
                "name",
                _("Write the name; the surname and 某 will do if that is all you know."),
            )


SUGGEST = {
    "hx-post": reverse_lazy("entry_alike"),
    "hx-trigger": "input changed delay:400ms",
    "hx-target": "#alike",
    "hx-params": "name,phone,id_number,who",
    "hx-sync": "closest form:replace",
}


def suggestions(user: User, given: dict):
    """Return the people of one's own subtree who may be the one described."""
    return people.alike(
        by=user,
        name=given.get("name") or "",
        phone=given.get("phone") or "",
        id_number=given.get("id_number") or "",
    ).select_related("unit_stay", "unit_residence")


def settle_person(*, by: User, scope: Scope, given: dict) -> Person:
    """Return the person of a valid form: filled in where he was incomplete, or registered."""
    person = given["person"]
    facts = _facts(given)
    if person is None:
        return people.register(by=by, name=given["name"], met_by=own_unit(scope), **facts)
    gaps = {name: value for name, value in facts.items() if _lacks(person, name) and value}
    if gaps and scope.may("people.correct"):
        return people.correct(by=by, person=person, **gaps)
    return person


def _facts(given: dict) -> dict:
    facts = {name: given[name] for name in ("phone", "id_number", "address") if given.get(name)}
    if given.get("sex") not in (None, "", Person.Sex.UNKNOWN):
        facts["sex"] = given["sex"]
    if given.get("age"):
        facts["age"], facts["age_unit"] = given["age"]
    facts |= read_id_number(given.get("id_number"))
    if unit := given.get("lives_in"):
        facts |= {"unit_residence": unit, "unit_stay": unit}
    return facts


def _lacks(person: Person, name: str) -> bool:
    return getattr(person, name) in (None, "", Person.Sex.UNKNOWN)


def read_id_number(id_number: str | None) -> dict[str, str | date]:
    """
    Return the sex and date of birth that a resident ID number says; nothing if it looks wrong.

    Examples
    --------
    >>> read_id_number("11010519491231002X")
    {'sex': 'female', 'birth_date': datetime.date(1949, 12, 31)}
    >>> read_id_number("110105194912310021")
    {}
    """
    plain = normalise(id_number)
    if not plain or id_number_warning(plain):
        return {}
    try:
        born = ric.get_birth_date(plain)
    except ValueError:
        return {}
    sex = Person.Sex.MALE if int(plain[16]) % 2 else Person.Sex.FEMALE
    return {"sex": str(sex), "birth_date": born}
