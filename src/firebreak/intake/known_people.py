"""Which drafts of people are somebody on file: proposed with a probability and what it is made of.

A proposal is sure only by evidence that belongs to one person alone: his ID number; his telephone
with his name; a number that we gave him, with his name. However likely the rest is, it is asked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from firebreak.intake.drafts import Draft
from firebreak.intake.linkage.model import CERTAIN
from firebreak.intake.linkage.recognising import Recognised, recognise
from firebreak.records.one_person import present_all
from firebreak.records.visibility import Scope, cases, people

if TYPE_CHECKING:
    from firebreak.intake.accepting.desk import Desk

MOST_PROPOSED = 5
#: Below it a draft is taken for somebody new, unless his name is written alike. Asking costs one
#: key, and nine times in ten in vain at this odds; who is missed stands on the page of duplicates.
ASKED = 0.1
#: Below it a namesake is told of and not asked about: he is somebody else 99 times in 100, and all
#: that a document says of him would wait for an answer.
HARDLY = 0.01


@dataclass(frozen=True)
class Proposal:
    """
    A record on file that a draft may be.

    Attributes
    ----------
    is_sure
        Named by what belongs to it alone, and nothing speaks against it.
    why
        By what: `own_id`, `external_id`, `number`, `case_number`, `id_number`, `phone_and_name`,
        `name`, `alike`, `person`, `same`.
    probability
        Of a person: how likely it is the same, from 0 to 1; None where nothing was weighed.
    features
        Of a person, what was compared: feature, level, bits.
    """

    record: Any
    is_sure: bool
    why: str
    probability: float | None = None
    features: tuple[tuple[str, str, float], ...] = ()

    @property
    def is_asked(self) -> bool:
        """Whether it has to be said if it is this one; else he is only told of."""
        return self.why != "alike" or self.probability is None or self.probability >= HARDLY


Proposals = dict[str, list[Proposal]]
Named = dict[str, tuple[int, str]]


def known_people(desk: "Desk", drafts: Sequence[Draft], scope: Scope) -> Proposals:
    """
    Return, for each draft of a person by its key, the people on file he may be.

    Parameters
    ----------
    desk
        The document they stand in.
    drafts
        All kinds; only people are looked at, together.
    scope
        Only people who exist for it are proposed.
    """
    asked = [draft for draft in drafts if draft.kind == "person"]
    named = _named(desk, asked, scope)
    alike = recognise(desk, asked, {key: pk for key, (pk, _why) in named.items()})
    found = {key: _proposed(each, named.get(key)) for key, each in alike.items()}
    seen = people(scope).in_bulk({one.record for each in found.values() for one in each})
    return {
        key: [replace(o, record=seen[o.record]) for o in each if o.record in seen][:MOST_PROPOSED]
        for key, each in found.items()
    }


def _proposed(alike: list[Recognised], named: tuple[int, str] | None) -> list[Proposal]:
    """Whom to ask about; `record` still is the id."""
    return [
        _proposal(one, named)
        for one in alike
        if one.probability >= ASKED
        or one.is_namesake
        or _levels(one)["id_number"] == "same"
        or _is_named(one, named)
    ]


def _proposal(one: Recognised, named: tuple[int, str] | None) -> Proposal:
    levels, features = _levels(one), one.features
    has_name = levels["name"] in ("same", "sound")
    if named is not None and _is_named(one, named):
        is_his = has_name or one.is_namesake or levels["name"] == "unknown"
        agrees = levels["sex"] != "different" and levels["birth"] != "different"
        if named[1] == "case_number":  # others give numbers too, and miswrite them
            agrees &= levels["birth"] != "age_about" and levels["home"] != "different"
        return Proposal(one.person_id, is_his and agrees, named[1], one.probability, features)
    is_certain = one.probability >= CERTAIN
    if levels["id_number"] == "same":
        return Proposal(one.person_id, is_certain, "id_number", one.probability, features)
    if levels["phone"] == "same" and has_name:
        return Proposal(one.person_id, is_certain, "phone_and_name", one.probability, features)
    return Proposal(one.person_id, False, "alike", one.probability, features)


def _levels(one: Recognised) -> dict[str, str]:
    return {feature: level for feature, level, _bits in one.features}


def _is_named(one: Recognised, named: tuple[int, str] | None) -> bool:
    return named is not None and named[0] == one.person_id


def _named(desk: "Desk", drafts: Sequence[Draft], scope: Scope) -> Named:
    """Draft -> whom the document names by our own id of him or of his case, or by its number."""
    own = {draft.key: desk.own_record(draft) for draft in drafts}
    now = present_all({pk for pk in own.values() if pk is not None})
    found: Named = {key: (now[pk], "own_id") for key, pk in own.items() if pk and pk in now}
    ill = {d.key: case for d in drafts if d.key not in found and (case := _case(desk, d))}
    return found | _by_case(desk, ill, scope)


def _case(desk: "Desk", person: Draft) -> Draft | None:
    """The first case that the document tells of somebody."""
    row = next(iter(desk.linked_to("case", "person", person.key)), None)
    return desk.draft(row.key) if row else None


def _by_case(desk: "Desk", ill: Mapping[str, Draft], scope: Scope) -> Named:
    """Draft of a person -> whose case on file has the id or number that the document gives his."""
    own = {key: pk for key, case in ill.items() if (pk := desk.own_record(case))}
    # A bare number is of some list: it names nobody.
    said = {key: str(case.value("number") or "") for key, case in ill.items() if key not in own}
    numbers = {key: number for key, number in said.items() if number and not number.isdigit()}
    if not own and not numbers:
        return {}
    among = cases(scope).filter(Q(pk__in=own.values()) | Q(number__in=numbers.values()))
    rows = list(among.order_by("-id").values_list("pk", "number", "person_id"))
    by_id, by_number = {r[0]: r[2] for r in rows}, {r[1]: r[2] for r in rows}
    return {key: (by_id[pk], "own_id") for key, pk in own.items() if pk in by_id} | {
        key: (by_number[n], "case_number") for key, n in numbers.items() if n in by_number
    }
