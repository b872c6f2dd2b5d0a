"""Which drafts are people, places, cases or samples that are on file already: proposals only.

A proposal is sure if the record is named by something that belongs to it alone (a number, an id).
All others are for the reviewer to decide; nothing is merged unseen, and nobody outside his own
subtree is proposed. Drafts are asked about together: a page of forty costs the database no more
questions than one. People are weighed (`known_people.py`); a number of a case is held against who
counts and against whom it would be (`known_cases.py`).
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from firebreak.intake.drafts import Draft
from firebreak.intake.known_cases import by_number, known_cases, number_of
from firebreak.intake.known_people import MOST_PROPOSED, Proposal, Proposals, known_people
from firebreak.records.models import ExternalId, Person, Place, Sample, Test
from firebreak.records.models.base import Versioned
from firebreak.records.visibility import Scope, cases, of_people, people, places, scope_of

if TYPE_CHECKING:
    from firebreak.intake.accepting.desk import Desk


def proposals(desk: "Desk", drafts: Sequence[Draft]) -> Proposals:
    """Return, for each draft by its key, the records on file it may be, the surest first."""
    scope = scope_of(desk.by)
    found: Proposals = defaultdict(list)
    for look in (_by_external_id, known_people, known_cases, _known_places, _known_samples):
        for key, more in look(desk, drafts, scope).items():
            found[key] += more
    for draft in drafts:
        if draft.kind == "person" and draft.key in found:
            number = desk.case_number(draft.key)
            found[draft.key] = [
                p
                for p in found[draft.key]
                if p.is_sure or not _is_numbered_apart(desk, p.record.pk, number)
            ]
    return {key: _once(each) for key, each in found.items() if each}


def _is_numbered_apart(desk: "Desk", person: int, number: str) -> bool:
    """Whether this document brought somebody on file as another case, under another number."""
    return bool(number) and desk.brought.get(person, "") not in ("", number)


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


def _known_places(desk: "Desk", drafts: Sequence[Draft], scope: Scope) -> Proposals:
    """By our own id, if it is still called so; else by name, which says little of a table or a row."""
    asked = [draft for draft in drafts if draft.kind == "place"]
    own = _own_places(desk, asked, scope)
    names = {d.key: str(d.value("name") or "") for d in asked if d.key not in own}
    if not names:
        return own
    found: dict[str, list[Any]] = defaultdict(list)
    called = places(scope).filter(name__in=set(names.values()), within__isnull=True)
    for place in called.order_by("id"):
        found[place.name].append(place)
    return own | {
        key: [Proposal(place, len(found[name]) == 1, "name") for place in found[name]]
        for key, name in names.items()
    }


def _own_places(desk: "Desk", drafts: Sequence[Draft], scope: Scope) -> Proposals:
    """Places that our own ids name; one that was merged since is the one that was kept."""
    own = {draft.key: pk for draft in drafts if (pk := desk.own_record(draft))}
    if not own:
        return {}
    called = Place.objects.filter(pk__in=own.values()).values_list("pk", "merged_into", "name")
    now = {(pk, name): into or pk for pk, into, name in called}
    standing = places(scope).in_bulk(set(now.values()))
    meant = {d.key: now.get((own[d.key], d.value("name"))) for d in drafts if d.key in own}
    return {
        key: [Proposal(standing[pk], True, "own_id")] for key, pk in meant.items() if pk in standing
    }


def _known_samples(desk: "Desk", drafts: Sequence[Draft], scope: Scope) -> Proposals:
    """By number; two laboratories may count alike, and no sample is of two people."""
    asked = [draft for draft in drafts if draft.kind == "sample"]
    numbered = by_number(of_people(Sample, scope), asked)
    return {
        draft.key: [Proposal(sample, True, "number")]
        for draft in asked
        if (sample := numbered.get(number_of(draft))) and not _is_of_another(desk, draft, sample)
    }


def _is_of_another(desk: "Desk", draft: Draft, record: Versioned) -> bool:
    """Whether a draft belongs to somebody, or to a sample, that the record does not belong to."""
    role, name = _BELONGS.get(draft.kind, ("", ""))
    key = draft.links.get(role)
    if key is None:
        return False
    owner = desk.linked(draft, role)
    if owner is None:
        return key in desk.ahead  # it is new, so nothing on file is of it
    return owner.pk != getattr(record, name)


def _by_external_id(desk: "Desk", drafts: Sequence[Draft], scope: Scope) -> Proposals:
    """The record that the sending system's own id names."""
    codes = {(d.kind, str(c)[:120]): d.key for d in drafts if (c := d.value("external_id"))}
    if not codes:
        return {}
    asked = {code for _kind, code in codes}
    known = ExternalId.objects.filter(system=desk.reading.format, code__in=asked)
    named: dict[str, dict[int, str]] = defaultdict(dict)
    for kind, code, pk in known.values_list("record_kind", "code", "record_id"):
        if (kind, code) in codes:
            named[kind][pk] = codes[kind, code]
    told = {draft.key: draft for draft in drafts}
    return {
        key: [Proposal(record, True, "external_id")]
        for kind, keys in named.items()
        for pk, record in visible(kind, scope).in_bulk(keys).items()
        for key in (keys[pk],)
        if not _is_of_another(desk, told[key], record)
    }


#: In which role a draft names what it belongs to, and where the record has that.
_BELONGS = {
    "case": ("person", "person_id"),
    "sample": ("person", "person_id"),
    "test": ("sample", "sample_id"),
}
_VISIBLE: dict[str, Any] = {
    "person": people,
    "case": cases,
    "place": places,
    "sample": lambda scope: of_people(Sample, scope),
    "test": lambda scope: of_people(Test, scope),
}


def visible(kind: str, scope: Scope) -> QuerySet:
    """Return the records of a kind that exist for a scope; of other kinds none can be chosen."""
    if kind not in _VISIBLE:
        return Person.objects.none()
    return _VISIBLE[kind](scope)


def _once(found: list[Proposal]) -> list[Proposal]:
    """Each record once, the surest first; two sure ones that differ leave nothing sure."""
    kept: dict[int, Proposal] = {}
    for one in sorted(found, key=lambda one: one.is_sure):
        before = kept.get(one.record.pk)
        if before is not None and not one.features:  # what was weighed of him is said in any case
            one = replace(one, probability=before.probability, features=before.features)
        kept[one.record.pk] = one
    ordered = sorted(kept.values(), key=lambda one: (not one.is_sure, -(one.probability or 0.0)))
    if sum(one.is_sure for one in ordered) > 1:
        ordered = [replace(one, is_sure=False) for one in ordered]
    return ordered[:MOST_PROPOSED]
