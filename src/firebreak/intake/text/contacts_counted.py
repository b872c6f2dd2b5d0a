"""Contacts that a text counts: 密切接触者14人, 排查密接14人, 次密接22名; none of them is a person yet.

How many a city has is one of its totals (`totals.py`). How many one case has, and how many secondary
or general contacts there are, no record holds: a note says so.
"""

import re
from collections.abc import Sequence

from firebreak.intake.drafts import Origin
from firebreak.intake.text.drafting import Drafting
from firebreak.intake.text.people import Section

#: 密接 is short for 密切接触者.
CONTACTS = r"(?<!次)(?:密切接触(?:者|人员)|密接(?:者|人员)?)"
_OF_NO_TOTAL = r"(?:次密切接触(?:者|人员)|次密接(?:者|人员)?|一般接触(?:者|人员))"


def _counted(kind: str) -> tuple[str, str]:
    """密接14人, 14名密接; not 2名密接的家属, nor whom somebody met: 与2名密接同桌."""
    return (
        rf"(?P<what>{kind})(?:共计?|合计|总计|累计|为|有|达|排查|追踪|判定|:)*(?P<n>\d{{1,7}})余?(?:人|名|例|个)",
        rf"(?<![\d第与和同跟系为])(?P<n>\d{{1,7}})余?(?:名|个|例|位)(?P<what>{kind})(?![的之\d])",
    )


#: 密切接触者12人,累计86人: the second is of the same.
_IN_ALL = rf"(?P<what>{CONTACTS})[^,。;\n]{{0,8}}\d余?(?:人|名),(?:累计|合计|总计)[^,。;\d]{{0,6}}(?P<n>\d{{1,7}})余?(?:人|名)"
#: How many contacts there are, as a total says it.
OF_A_TOTAL = (*_counted(CONTACTS), _IN_ALL)
_OF_A_TOTAL = tuple(map(re.compile, OF_A_TOTAL))
_OTHERS = tuple(map(re.compile, _counted(_OF_NO_TOTAL)))


def note_contacts_counted(drafting: Drafting, people: Sequence[Section]) -> None:
    """Note how many contacts a case has, and how many there are of a kind that has no total."""
    in_totals = _numbers_of_totals(drafting)
    left = [one for pattern in _OTHERS for one in pattern.finditer(drafting.plain)]
    for match in (one for pattern in _OF_A_TOTAL for one in pattern.finditer(drafting.plain)):
        told_of_one = any(one.head <= match.start() < one.end for one in people)
        if told_of_one and drafting.page.span(*match.span("n")) not in in_totals:
            left.append(match)
    for match in sorted(left, key=lambda one: one.start()):
        drafting.note("not_read", *match.span())


def _numbers_of_totals(drafting: Drafting) -> set[Origin]:
    totals = (draft for draft in drafting.drafts if draft.kind == "total")
    return {draft.fields["number"].origin for draft in totals}
