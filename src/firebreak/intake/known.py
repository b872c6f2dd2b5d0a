"""Which drafts are people, places, cases or samples that are on file already: proposals only.

A proposal is sure if the record is named by something that belongs to it alone (a number, an id).
All others are for the reviewer to decide; nothing is merged unseen, and nobody outside his own
subtree is proposed.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from firebreak.intake.drafts import Draft
from firebreak.records.identifiers import index_of
from firebreak.records.models import Case, ExternalId, Person, Sample, Source
from firebreak.records.models import Draft as KeptDraft
from firebreak.records.models.base import Versioned
from firebreak.records.one_person import also_as_merged
from firebreak.records.visibility import Scope, cases, of_people, people, places, scope_of

if TYPE_CHECKING:
    from firebreak.intake.accepting.desk import Desk

MOST_PROPOSED = 5
#: An age is said in completed years, and a bulletin may be older than the record.
YEARS_APART = 1


@dataclass(frozen=True)
class Proposal:
    """
    A record on file that a draft may be.

    Attributes
    ----------
    is_sure
        Named by what belongs to it alone.
    why
        By what: `external_id`, `number`, `id_number`, `phone_and_name`, `name`, `name_sex_age`,
        `person`.
    """

    record: Any
    is_sure: bool
    why: str


Proposals = dict[str, list[Proposal]]


def proposals(desk: "Desk", drafts: Sequence[Draft]) -> Proposals:
    """Return, for each draft by its key, the records on file it may be, the surest first."""
    scope, system = scope_of(desk.by), desk.reading.format
    found: Proposals = defaultdict(list)
    for key, by_id in _by_external_id(drafts, scope, system).items():
        found[key].append(by_id)
    for key, more in known_people([d for d in drafts if d.kind == "person"], scope=scope).items():
        found[key] += more
    for draft in drafts:
        found[draft.key] += _other(desk, draft, scope)
    return {key: _once(each) for key, each in found.items() if each}


def known_people(drafts: Sequence[Draft], *, scope: Scope) -> Proposals:
    """
    Return, for each draft of a person by its key, the people on file he may be.

    Parameters
    ----------
    drafts
        Drafts of people.
    scope
        Only people who exist for it are proposed.
    """
    return {draft.key: found for draft in drafts if (found := _people_like(draft, scope))}


def seen(desk: "Desk", kind: str, number: int) -> Versioned:
    """
    Return the record that the reviewer says a draft is.

    Raises
    ------
    ValidationError
        There is none such that exists for him.
    """
    found = visible(kind, scope_of(desk.by)).filter(pk=number).first()
    if found is None:
        raise ValidationError(_("There is no such record."))
    return found


def _people_like(draft: Draft, scope: Scope) -> list[Proposal]:
    id_key, phone_key = index_of(draft.value("id_number")), index_of(draft.value("phone"))
    name = str(draft.value("name") or "")
    on_file = people(scope)
    if id_key:
        same = also_as_merged(on_file, Q(id_number_key=id_key)).order_by("id")[:MOST_PROPOSED]
        if found := [Proposal(person, True, "id_number") for person in same]:
            return found
    if phone_key and name:  # a telephone is shared in families: the name must agree
        called = Q(phone_key=phone_key, name=name)
        same = also_as_merged(on_file, called).order_by("id")[:MOST_PROPOSED]
        if found := [Proposal(person, True, "phone_and_name") for person in same]:
            return found
    return [Proposal(person, False, "name_sex_age") for person in _alike(draft, name, on_file)]


def _alike(draft: Draft, name: str, on_file: QuerySet[Person]) -> list[Person]:
    """Of the same name and sex, with ages that may be one: never sure, there are namesakes."""
    sex, age = draft.value("sex"), draft.value("age")
    if not name:
        return []
    same = on_file.filter(name=name)
    if sex not in (None, "unknown"):
        same = same.filter(sex__in=[sex, "unknown"])
    if age is not None and draft.value("age_unit", "years") == "years":
        near = Q(age__range=(age - YEARS_APART, age + YEARS_APART), age_unit="years")
        same = same.filter(near | Q(age__isnull=True))
    return list(same.order_by("-id")[:MOST_PROPOSED])


def _other(desk: "Desk", draft: Draft, scope: Scope) -> list[Proposal]:
    number = str(draft.value("number") or "")
    if draft.kind == "case":
        return _cases_like(desk, draft, number, scope)
    if draft.kind == "place":
        named = places(scope).filter(name=str(draft.value("name") or ""), within__isnull=True)
        found = list(named.order_by("id")[:MOST_PROPOSED])
        return [Proposal(place, len(found) == 1, "name") for place in found]
    if draft.kind == "sample" and number:
        same = of_people(Sample, scope).filter(number=number)[:1]
        return [Proposal(sample, True, "number") for sample in same]
    return []


def _cases_like(desk: "Desk", draft: Draft, number: str, scope: Scope) -> list[Proposal]:
    person = desk.linked(draft, "person")
    if number:
        numbered = cases(scope).filter(number=number).select_related("person")[:1]
        if found := [Proposal(c, _is_sure(desk, draft, c, person), "number") for c in numbered]:
            return found
    if person is None:
        return []
    pathogen = draft.value("pathogen") or desk.pathogen
    his = cases(scope).filter(person=person, pathogen=pathogen).select_related("person")
    return [Proposal(case, True, "person") for case in his.order_by("-id")[:1]]


def _is_sure(desk: "Desk", draft: Draft, case: Case, person: Person | None) -> bool:
    """A bare "case 7" is the seventh of some list: then the person, or the sender, must agree."""
    if not str(case.number).isdigit():
        return True
    if person is not None:
        return person.pk == case.person_id
    key = draft.links.get("person")
    if key is None:
        return _is_of_these_lists(desk, case)
    return key in desk.rows and desk.draft(key).value("name") == case.person.name


def _is_of_these_lists(desk: "Desk", case: Case) -> bool:
    """Whether a case came in a list of the same sender: his numbers go through all his lists."""
    if desk.reading.format != "sheet":
        return False
    sender, unit = desk.reading.sender, desk.reading.unit
    theirs = KeptDraft.objects.filter(reading__sender=sender, reading__unit=unit)
    if theirs.filter(record_kind="case", record_id=case.pk, was_on_file=False).exists():
        return True
    return not sender and case.source is not None and case.source.kind == Source.Kind.FILE


def _by_external_id(drafts: Iterable[Draft], scope: Scope, system: str) -> dict[str, Proposal]:
    """Draft -> the record that the sending system's own id names."""
    found = {}
    for draft in drafts:
        code = draft.value("external_id")
        if code and draft.kind in _VISIBLE:
            ids = ExternalId.objects.filter(
                system=system, record_kind=draft.kind, code=str(code)[:120]
            ).values("record_id")
            for record in visible(draft.kind, scope).filter(pk__in=ids)[:1]:
                found[draft.key] = Proposal(record, True, "external_id")
    return found


_VISIBLE: dict[str, Any] = {
    "person": people,
    "case": cases,
    "place": places,
    "sample": lambda scope: of_people(Sample, scope),
}


def visible(kind: str, scope: Scope) -> QuerySet:
    """Return the records of a kind that exist for a scope; of other kinds none can be chosen."""
    if kind not in _VISIBLE:
        return apps.get_model("records", "person").objects.none()
    return _VISIBLE[kind](scope)


def _once(found: list[Proposal]) -> list[Proposal]:
    """Each record once, the surest first; two sure ones that differ leave nothing sure."""
    kept = {one.record.pk: one for one in sorted(found, key=lambda one: one.is_sure)}
    ordered = sorted(kept.values(), key=lambda one: not one.is_sure)
    if sum(one.is_sure for one in ordered) > 1:
        return [Proposal(one.record, False, one.why) for one in ordered]
    return ordered
