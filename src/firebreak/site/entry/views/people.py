from django.contrib import messages
from django.utils.translation import gettext_lazy as _

from firebreak.records.actions import people
from firebreak.records.identifiers import id_number_warning
from firebreak.records.models import Person
from firebreak.site.entry.forms.people import CorrectPersonForm
from firebreak.site.entry.page import EntryPage

AS_TYPED = ("name", "sex", "birth_date", "unit_stay", "unit_residence", "group", "employer")
AS_TYPED += ("arrived_from", "phone", "id_number", "address")
AGE_WORDS = {"years": "{}", "months": "{} months", "days": "{} days"}


class CorrectPerson(EntryPage):
    action = "people.correct"
    form_class = CorrectPersonForm
    title = _("Correct a person")
    needs = "person"

    def initial(self) -> dict:
        known = {name: getattr(self.about.person, name) for name in AS_TYPED}
        return known | {"age": age_as_typed(self.about.person)}

    def write(self, given: dict) -> None:
        facts = {name: given[name] for name in AS_TYPED if name in given}
        facts["age"], facts["age_unit"] = given["age"] or (None, Person.AgeUnit.YEARS)
        people.correct(
            by=self.request.user, person=self.about.person, reason=given["reason"], **facts
        )

    def warn(self, given: dict) -> None:
        if warning := id_number_warning(given.get("id_number")):
            messages.warning(self.request, warning)


def age_as_typed(person: Person) -> str:
    if person.age is None:
        return ""
    return AGE_WORDS[person.age_unit].format(person.age)
