from django.utils.translation import gettext_lazy as _

from firebreak.records.actions import contacts, feeds
from firebreak.records.models import Place, Unit
from firebreak.records.one_place import named
from firebreak.records.visibility import places
from firebreak.site.entry.about import About
from firebreak.site.entry.form import EntryForm
from firebreak.site.entry.forms.contacts import ContactForm, IdentityForm, ReachedForm, StayForm
from firebreak.site.entry.page import EntryPage
from firebreak.site.entry.people import settle_person
from firebreak.site.entry.units import own_unit


class ContactNamed(EntryPage):
    action = "contacts.name"
    form_class = ContactForm
    title = _("Contact named")
    needs = "case"

    def form(self, **kwargs) -> EntryForm:
        """A form about the person exposed, not about the person of the case."""
        named = self.about.person
        is_the_case = named is not None and named.pk == self.about.case.person_id
        exposed = About(person=None if is_the_case else named)
        return self.form_class(
            about=exposed, scope=self.request.scope, user=self.request.user, **kwargs
        )

    def write(self, given: dict) -> None:
        person = settle_person(by=self.request.user, scope=self.request.scope, given=given)
        facts = {name: given[name] for name in ("when", "manner", "order", "origin")}
        contacts.name_contact(by=self.request.user, case=self.about.case, person=person, **facts)


class IdentityNamed(EntryPage):
    action = "feeds.link"
    form_class = IdentityForm
    title = _("Id in a feed named")

    def initial(self) -> dict:
        """What the trace says it is about."""
        return {name: self.request.GET.get(name, "") for name in ("sender", "code")}

    def write(self, given: dict) -> None:
        person = settle_person(by=self.request.user, scope=self.request.scope, given=given)
        feeds.link_person(
            by=self.request.user, sender=given["sender"], code=given["code"], person=person
        )


class ContactReached(EntryPage):
    action = "contacts.reach"
    form_class = ReachedForm
    title = _("Contact reached")
    verb = _("Reached")
    needs = "contact"

    def write(self, given: dict) -> None:
        contacts.reach_contact(by=self.request.user, contact=self.about.contact, at=given["when"])


class WhereSomebodyWas(EntryPage):
    action = "stays.record"
    form_class = StayForm
    title = _("Where somebody was")

    def write(self, given: dict) -> None:
        person = settle_person(by=self.request.user, scope=self.request.scope, given=given)
        facts = {name: given[name] for name in ("when", "seat")}
        contacts.record_stay(by=self.request.user, person=person, place=self._place(given), **facts)

    def _place(self, given: dict) -> Place:
        name = given["place"].strip()
        known = named(places(self.request.scope), name).order_by("id").first()
        return known or contacts.add_place(
            by=self.request.user, name=name, unit=self._where(), kind=given["kind"]
        )

    def _where(self) -> Unit:
        return own_unit(self.request.scope)
