"""The outcome of somebody who has neither name nor number: 首例患者在攸县治愈出院.

How he is described is no name: it stays with his case, and a person looks whether he is on file.
"""

import re

from firebreak.intake.drafts import Doubt, Value
from firebreak.intake.text.drafting import Drafting
from firebreak.intake.text.places import place_kind

_UNNAMED = re.compile(
    r"(?P<who>(?:首例|第\d{1,4}例|最后一例)(?:新冠肺炎|新型冠状病毒(?:感染的)?肺炎|新冠病毒)?(?:确诊)?(?:患者|病例))"
    r"[^,。;\n]{0,16}?(?P<what>治愈出院|出院|死亡|去世)"
)
_WHERE = re.compile(r"(?:在|于)(?P<place>[\u4e00-\u9fff]{2,16}?)(?=治愈|出院|死亡|去世)")


def write_unnamed(drafting: Drafting) -> None:
    """Write who it was as far as he is described, his case, and its end with when and where."""
    for match in _UNNAMED.finditer(drafting.plain):
        who = drafting.words(*match.span("who"))
        status = "died" if match["what"] in ("死亡", "去世") else "recovered"
        ended = drafting.value(status, *match.span("what"))
        no_name = Doubt("name", "not_named", drafting.page.said(*match.span("who")))
        person = drafting.add("person", {"description": who}, {}, (no_name,))
        case = drafting.add("case", {"status": ended, "note": who}, {"person": person})
        start = drafting.sentences.of(match.start())[0]
        time = drafting.time_before(match.end(), start)
        when = drafting.when(time) if time else None
        fields = {"status": ended, "when": when, **_where(drafting, match)}
        said = drafting.page.said(*match.span("what"))
        doubts = () if time else (Doubt("when", "time_not_said", said),)
        drafting.add("classification", fields, {"case": case, "person": person}, doubts)


def _where(drafting: Drafting, match: re.Match[str]) -> dict[str, Value]:
    """The hospital that says so; a county says nothing, and is told with what happened there."""
    found = _WHERE.search(drafting.plain, match.end("who"), match.end())
    if not found:
        return {}
    if place_kind(found["place"]) == "hospital":
        return {"unit": drafting.words(*found.span("place"), 0.8)}
    return {"reason": drafting.words(found.start(), match.end())}
