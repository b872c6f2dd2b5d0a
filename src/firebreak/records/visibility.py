"""Who sees whom: people and records of one's own subtree; nobody else exists.

A person is in a unit's subtree if he lives or stays there, or if a case, contact, check, sample or
placement of his belongs to a unit there, or if he is named as a contact of a case that is counted
there: whoever traces a case has to find the people he names, wherever they live. It does not hold
the other way round: a contact's own unit sees that he was exposed, when and how, but the case he
was exposed to, its number and its name only if that case is in its subtree as well. Whoever asks
for anything else gets the same answer as for something that was never recorded.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from firebreak.records.models import (
    Case,
    Check,
    Classification,
    Contact,
    Directive,
    Person,
    Place,
    Placement,
    Post,
    Report,
    Sample,
    Stay,
    Test,
    Transfer,
    Unit,
    User,
)
from firebreak.records.prepared import Prepared
from firebreak.records.roles import Role, may

R = TypeVar("R")


class Refused(PermissionError):
    """The post may not do this, or not here. The text says why, in the user's language."""


@dataclass(frozen=True)
class Scope:
    """The post somebody acts from: a role and the subtree of a unit."""

    role: Role | None
    unit_id: int | None
    path: str | None  # "": everything; None: nothing

    @property
    def sees_all(self) -> bool:
        return self.path == ""

    def may(self, action: str) -> bool:
        """Say whether this post may do an action somewhere."""
        if self.role is None:
            return self.sees_all
        return may(self.role, action)

    def covers(self, unit: Unit | None) -> bool:
        """Say whether a unit lies in the subtree."""
        if self.sees_all:
            return True
        return unit is not None and self.path is not None and unit.path.startswith(self.path)

    def unit_ids(self) -> QuerySet:
        """The ids of the units in the subtree, as a subquery."""
        if self.path is None:
            return Unit.objects.none().values("id")
        return Unit.objects.filter(path__startswith=self.path).values("id")


POSTS = Prepared(lambda user: Post.objects.select_related("unit").filter(user=user).order_by("id"))
PROGRAM = Scope(None, None, "")
NOBODY = Scope(None, None, None)


def scope_of(user: User | AnonymousUser | None) -> Scope:
    """
    Return the scope a user acts in: his chosen post, else his first.

    None is the program itself (import by the person who owns the machine, the demo).
    """
    if user is None:
        return PROGRAM
    if not user.is_authenticated or not user.is_active:
        return NOBODY
    remembered = _remembered.get()
    if remembered is None:
        return _scope_of(user)
    if user.pk not in remembered:
        remembered[user.pk] = _scope_of(user)
    return remembered[user.pk]


@contextmanager
def posts_stay() -> Iterator[None]:
    """Look up each user's post once: for many actions in a row, while nobody changes posts."""
    token = _remembered.set({})
    try:
        yield
    finally:
        _remembered.reset(token)


_remembered: ContextVar[dict[int, Scope] | None] = ContextVar("remembered", default=None)


def _scope_of(user: User) -> Scope:
    post = _post_of(user)
    if post is None:
        return NOBODY
    if post.pk == user.post_id:
        user.post = post  # pages name it; it need not be fetched again
    # A post at the root of the tree sees everybody, so its queries need no condition on units.
    path = "" if post.unit.parent_id is None else post.unit.path
    return Scope(Role(post.role), post.unit_id, path)


def _post_of(user: User) -> Post | None:
    posts = POSTS(user.pk)
    chosen = [post for post in posts if post.pk == user.post_id]
    return next(iter(chosen or posts), None)


def require(by: User | None, action: str, *units: Unit | None) -> Scope:
    """
    Return the scope of `by` if his post may do `action` at one of `units` at least.

    Raises
    ------
    Refused
        The role may not, or no unit lies in the subtree.
    """
    scope = scope_of(by)
    if not scope.may(action):
        raise Refused(
            _(
                "Your post may not do this. Ask somebody whose post may, or act from another of your posts."
            )
        )
    if units and not any(scope.covers(unit) for unit in units):
        raise Refused(
            _("This belongs to a unit outside your own. Ask the unit that answers for it.")
        )
    return scope


def people(scope: Scope) -> QuerySet[Person]:
    """The people who exist for a scope; who was merged into another is that other."""
    present = Person.objects.filter(merged_into__isnull=True)
    if scope.sees_all:
        return present
    units = scope.unit_ids()
    theirs = [
        Case.objects.filter(Q(unit_reporting__in=units) | Q(unit_counting__in=units)),
        Contact.objects.filter(unit__in=units),
        Contact.objects.filter(case__unit_counting__in=units),
        Check.objects.filter(unit__in=units),
        Sample.objects.filter(Q(unit__in=units) | Q(laboratory__in=units)),
        Placement.objects.filter(unit__in=units),
        # Whom another unit hands over has to be looked at before he is accepted.
        Transfer.objects.filter(to_unit__in=units, answered_at__isnull=True),
    ]
    at_home = Q(unit_residence__in=units) | Q(unit_stay__in=units)
    condition: Any = at_home | Exists(Person.objects.filter(at_home, merged_into=OuterRef("pk")))
    for records in theirs:
        condition |= Exists(records.filter(person=OuterRef("pk")))
    return present.filter(condition)


def cases(scope: Scope) -> QuerySet[Case]:
    """The cases that exist for a scope."""
    return _of_people(Case.objects.all(), scope, "person")


def of_people(model: Any, scope: Scope) -> QuerySet:
    """The records of one kind that exist for a scope."""
    return _of_people(model.objects.all(), scope, PERSON_OF[model])


PERSON_OF = {
    Case: "person",
    Classification: "case__person",
    Check: "person",
    Contact: "person",
    Placement: "person",
    Sample: "person",
    Stay: "person",
    Test: "sample__person",
}


def reports(scope: Scope) -> QuerySet[Report]:
    """The reports that exist for a scope: sent or received in it, about nobody outside it."""
    if scope.sees_all:
        return Report.objects.all()
    units = scope.unit_ids()
    here = Q(unit__in=units) | Q(to_unit__in=units)
    return Report.objects.filter(here, Q(case__isnull=True) | Q(case__person__in=people(scope)))


def directives(scope: Scope) -> QuerySet[Directive]:
    """The orders that units of a scope answer for."""
    found = Directive.objects.all()
    return found if scope.sees_all else found.filter(unit__in=scope.unit_ids())


def units(scope: Scope) -> QuerySet[Unit]:
    """The units of a scope."""
    if scope.sees_all:
        return Unit.objects.all()
    return Unit.objects.filter(id__in=scope.unit_ids())


def places(scope: Scope) -> QuerySet[Place]:
    """The places of a scope: in its units, where its people were, and what holds those places.

    Also where its people were exposed or infected. What was merged into another is that other.
    """
    present = Place.objects.filter(merged_into__isnull=True)
    if scope.sees_all:
        return present
    seen = people(scope)
    stays = Stay.objects.filter(person__in=seen)
    # A row lies in a carriage of a train; nothing lies deeper.
    ways = ("place", "place__within", "place__within__within")
    been = [Exists(stays.filter(**{way: OuterRef("pk")})) for way in ways]
    met = Contact.objects.filter(place=OuterRef("pk"), person__in=seen)
    caught = Case.objects.filter(infected_at=OuterRef("pk"), person__in=seen)
    theirs = been[0] | been[1] | been[2] | Exists(met) | Exists(caught)
    return present.filter(Q(unit__in=scope.unit_ids()) | theirs)


def get_or_404(records: QuerySet, **condition):
    """Fetch one record, or raise the same 404 for "not yours" as for "not there"."""
    return the_one(records.filter(**condition)[:1])


def the_one(found: Iterable[R]) -> R:
    """Return the first of the records found, or raise that same 404."""
    for record in found:
        return record
    raise Http404(_("There is no such record."))


def _of_people(records: QuerySet, scope: Scope, field: str) -> QuerySet:
    if scope.sees_all:
        return records
    # Asked person by person: to look at one record, not everybody in the subtree is gathered.
    return records.filter(Exists(people(scope).filter(pk=OuterRef(f"{field}_id"))))
