"""One case with all that belongs to it: what a row of a form or a list is about."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from firebreak.engine.when import When
from firebreak.intake.drafts import Draft
from firebreak.outputs.exchange.writing import by_link


@dataclass(frozen=True)
class Course:
    """
    A case, the person, and what happened to him.

    Parameters
    ----------
    steps
        Status -> the classification that the case had it by; of several the first.
    tests
        With the sample each was made of.
    exposures
        Contacts in which he is the one exposed, with the case he was exposed to, if it is known.
    """

    case: Draft
    person: Draft
    steps: Mapping[str, Draft] = field(default_factory=dict)
    placements: Sequence[Draft] = ()
    tests: Sequence[tuple[Draft, Draft]] = ()
    exposures: Sequence[tuple[Draft, Draft | None]] = ()

    @property
    def number(self) -> str:
        """The number the case goes by."""
        return str(self.case.value("number") or self.case.value("external_id") or self.case.key)

    def reached(self, *statuses: str) -> When | None:
        """When the case first had one of the statuses; None if that is not said."""
        steps = (self.steps[status] for status in statuses if status in self.steps)
        return next((s.value("when") for s in steps if s.value("when")), None)


def courses(drafts: Iterable[Draft]) -> list[Course]:
    """Return the cases of the drafts, each with what belongs to it, in their order."""
    all_ = tuple(drafts)
    of = {draft.key: draft for draft in all_}
    steps, placements = (
        _linked(all_, "classification", "case"),
        _linked(all_, "placement", "person"),
    )
    exposures, samples = _linked(all_, "contact", "to"), _linked(all_, "sample", "person")
    tests = _linked(all_, "test", "sample")
    found = []
    for case in (draft for draft in all_ if draft.kind == "case"):
        person = of.get(case.links.get("person", ""), Draft("", "person", {}))
        taken = [(t, s) for s in samples.get(person.key, ()) for t in tests.get(s.key, ())]
        met = [
            (contact, of.get(contact.links.get("case") or contact.links.get("from", "")))
            for key in (person.key, case.key)
            for contact in exposures.get(key, ())
        ]
        first: dict[str, Draft] = {}
        for step in steps.get(case.key, ()):
            first.setdefault(str(step.value("status")), step)
        found.append(Course(case, person, first, placements.get(person.key, []), taken, met))
    return found


def _linked(drafts: Iterable[Draft], kind: str, role: str) -> Mapping[str, list[Draft]]:
    return by_link((draft for draft in drafts if draft.kind == kind), role)
