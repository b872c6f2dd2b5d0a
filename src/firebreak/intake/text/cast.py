"""Who a text tells of: whom it means by 病例4, 病例4李某 or 李某, if it tells of him.

Comes in: the sections of the text. Goes out: the section of whoever is called so, and only where
nobody else is.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from firebreak.intake.text.drafting import chinese_number
from firebreak.intake.text.infected import called
from firebreak.intake.text.people import Section, number_of


@dataclass(frozen=True)
class Cast:
    """The people of a text, by their numbers and by the names that one of them only has."""

    by_number: Mapping[int, Section]
    by_name: Mapping[str, Section]  # and 感染者2, who has no number of ours

    def called(self, match: re.Match[str]) -> Section | None:
        """Return who is called so: by "number" or "nth", else by "infected" or "name"."""
        number = next((chinese_number(match[g]) for g in ("number", "nth") if match[g]), None)
        if number is not None:
            return self.by_number.get(number)
        infected = match.groupdict().get("infected")
        return self.by_name.get(called(infected) if infected else match["name"] or "")


def cast_of(plain: str, people: Sequence[Section]) -> Cast:
    """Return who is called how in a text."""
    numbered = ((number_of(plain, one), one) for one in people)
    named = [(plain[slice(*one.name)], one) for one in people if one.name]
    named += [(called(plain[slice(*one.infected)]), one) for one in people if one.infected]
    times = Counter(name for name, _one in named)
    return Cast(
        {number: one for number, one in numbered if number is not None},
        {name: one for name, one in named if times[name] == 1},
    )
