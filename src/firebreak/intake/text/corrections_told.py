"""A correction of who is told of in the same text: 病例4年龄更正为55岁 is of the case 4 above it.

What a correction puts in place of what is `corrections.py`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from firebreak.intake.drafts import Value
from firebreak.intake.text.corrections import corrects
from firebreak.intake.text.drafting import Drafting
from firebreak.intake.text.happenings import TRIGGERS
from firebreak.intake.text.people import Section, number_of

_HAPPENED = re.compile("|".join(words.pattern for words in TRIGGERS.values()))


def of_a_told_case(
    drafting: Drafting, section: Section, fields: Mapping[str, Value], told: Sequence[Section]
) -> bool:
    """Write what a correction says of the person of a case that was told of; False if it is none."""
    earlier = _earlier(drafting, section, told)
    # What happened has its own drafts, and is looked at beside those of before.
    if not fields or earlier is None or _HAPPENED.search(drafting.plain, section.head, section.end):
        return False
    place, draft = next(
        (place, one) for place, one in enumerate(drafting.drafts) if one.key == earlier.person
    )
    known = {**draft.fields, **fields}
    least = min(value.confidence for value in known.values())
    drafting.drafts[place] = replace(draft, fields=known, confidence=least)
    return True


def _earlier(drafting: Drafting, section: Section, told: Sequence[Section]) -> Section | None:
    plain = drafting.plain
    if not corrects(plain, section.start):
        return None
    number = number_of(plain, section)
    return next((one for one in told if number_of(plain, one) == number), None)
