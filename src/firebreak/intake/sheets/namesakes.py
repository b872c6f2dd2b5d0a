"""One person in two lists of a document: where a row of his waits, the others wait with it.

A row that is in no doubt would make somebody new of him, and the row that waits, once it is mended,
would be about somebody else.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from firebreak.intake.drafts import Doubt, Draft
from firebreak.intake.sheets.doubts import CONFIDENCE


def with_namesakes_waiting(drafts: Sequence[Draft]) -> tuple[Draft, ...]:
    """Return the drafts; who may be somebody that waits has a doubt on his name."""
    waiting: dict[object, list[Draft]] = defaultdict(list)
    for draft in drafts:
        if draft.kind == "person" and draft.doubts and draft.value("name"):
            waiting[draft.value("name")].append(draft)
    numbers = _numbers(drafts) if waiting else {}
    return tuple(_beside(draft, waiting, numbers) for draft in drafts)


def _beside(
    draft: Draft, waiting: Mapping[object, Iterable[Draft]], numbers: Mapping[str, object]
) -> Draft:
    if draft.kind != "person" or draft.doubts:
        return draft
    namesakes = waiting.get(draft.value("name"), ())
    if not any(_may_be_one(draft, other, numbers) for other in namesakes):
        return draft
    doubt = Doubt("name", "namesake_waits", "")
    return replace(draft, doubts=(doubt,), confidence=min(draft.confidence, CONFIDENCE))


def _may_be_one(one: Draft, other: Draft, numbers: Mapping[str, object]) -> bool:
    """Two case numbers are two people; so are two ID numbers, sexes or ages."""
    said = [(one.value(f), other.value(f)) for f in ("id_number", "sex", "age")]
    said.append((numbers.get(one.key), numbers.get(other.key)))
    return all(None in both or len(set(both)) == 1 for both in said)


def _numbers(drafts: Iterable[Draft]) -> dict[str, object]:
    """Key of a person -> the number of his case."""
    cases = (draft for draft in drafts if draft.kind == "case" and "person" in draft.links)
    return {case.links["person"]: case.value("number") for case in cases}
