"""Which cases are traced back together: those of the same outbreak, or of the same weeks."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from firebreak.records.models import Case
from firebreak.records.situation import Situation
from firebreak.records.traces.spans import Span, exposure_spans
from firebreak.records.visibility import Scope, cases

MOST = 60  # offered: the nearest by onset; more ticks nobody reads


@dataclass(frozen=True)
class Choice:
    """A case that may be traced with the one at hand."""

    case: Case
    span: Span | None
    is_chosen: bool


@dataclass(frozen=True)
class Together:
    """The cases on offer, the chosen first by onset; `left_out` are as likely and not on offer."""

    choices: list[Choice]
    left_out: int
    onsets: dict[int, datetime]  # person -> when he fell ill, of all cases the reader sees

    @property
    def chosen(self) -> list[Case]:
        """The cases that are traced."""
        return [choice.case for choice in self.choices if choice.is_chosen]

    @property
    def spans(self) -> dict[int, Span]:
        """Case -> when he can have been infected."""
        return {c.case.pk: c.span for c in self.choices if c.span is not None}


def together(case: Case, now: Situation, scope: Scope, ticked: Collection[int] = ()) -> Together:
    """Return the cases to trace back with one: as ticked, or else of its outbreak or its weeks."""
    candidates = _candidates(case, scope)
    spans = exposure_spans(candidates, now)
    offered = [each for each in candidates if _may_share(each, case, spans)]
    near = sorted(offered, key=lambda each: _distance(each, case))
    choices = [
        Choice(each, spans.get(each.pk), _is_chosen(each, case, ticked)) for each in near[:MOST]
    ]
    onsets = {each.person_id: each.happened_at for each in candidates if each.happened_at}
    return Together(sorted(choices, key=_order), len(near) - len(choices), onsets)


def _candidates(case: Case, scope: Scope) -> list[Case]:
    found = cases(scope).filter(pathogen=case.pathogen).exclude(status=Case.Status.EXCLUDED)
    return list(found.select_related("person", "unit_counting"))


def _may_share(each: Case, case: Case, spans: Mapping[int, Span]) -> bool:
    """Whether both can have been infected at one time."""
    if each.pk == case.pk or (case.outbreak_id and each.outbreak_id == case.outbreak_id):
        return True
    own, other = spans.get(case.pk), spans.get(each.pk)
    return own is not None and other is not None and own.start < other.end and other.start < own.end


def _is_chosen(each: Case, case: Case, ticked: Collection[int]) -> bool:
    if ticked:
        return each.pk in ticked
    if each.pk == case.pk or not case.outbreak_id:
        return True
    return each.outbreak_id == case.outbreak_id


def _distance(each: Case, case: Case) -> tuple[bool, bool, float, int]:
    same = bool(case.outbreak_id) and each.outbreak_id == case.outbreak_id
    if each.happened_at is None or case.happened_at is None:
        return each.pk != case.pk, not same, float("inf"), each.pk
    apart = abs((each.happened_at - case.happened_at).total_seconds())
    return each.pk != case.pk, not same, apart, each.pk


def _order(choice: Choice) -> tuple[bool, bool, float, int]:
    at = choice.case.happened_at
    return not choice.is_chosen, at is None, at.timestamp() if at else 0.0, choice.case.pk
