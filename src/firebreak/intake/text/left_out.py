"""What was read of nobody: sentences with somebody, a day and a fact that gave no draft.

Also, in what is told of a case, those that tell of a relative without a name.
"""

import re
from collections.abc import Sequence

from firebreak.intake.drafts import Note, Span
from firebreak.intake.text.drafting import Drafting
from firebreak.intake.text.happenings import TRIGGERS
from firebreak.intake.text.lexicons import RELATIONS, SYMPTOMS
from firebreak.intake.text.people import NAME, Section

_SOMEBODY = re.compile(
    rf"{NAME}|[,。:]姓[\u4e00-\u9fff](?=[,。的(])|病例\d|(?:一|该|名)(?:病人|患者)|学生姓|[他她]"
)
#: 罗某儿媳1月23日发病, in what is told of 罗某: nobody who has a name.
_OF_KIN = re.compile(
    rf"\s*(?:{NAME}|病例\d{{1,5}}|其)(?:之|的)?(?:{'|'.join(map(re.escape, RELATIONS))}|[妻夫父母子女])(?!{NAME.replace('?P<name>', '?:')})"
)
#: 其中一例曾于1月23日到家润多超市: of one of several cases, and nobody knows of which.
_ONE_OF_THEM = re.compile(
    r"(?:其中|另外?|还有|,)(?:一|1)(?:例|名|人)[^。;\n]{0,40}?(?:购物|就餐|用餐|聚餐|吃饭|逗留|停留|活动|乘坐|返回|返株|就诊|参加)"
)
_FACT = re.compile(
    "|".join(
        [*(words.pattern for words in TRIGGERS.values()), *map(re.escape, SYMPTOMS), "发烧|走了"]
    )
)


def note_left_out(drafting: Drafting, people: Sequence[Section]) -> None:
    """Note the first sentence that gave nothing, and how many there are."""
    left = [span for span in drafting.sentences.spans if _is_left_out(drafting, people, span)]
    if left:
        where = drafting.page.span(*left[0])
        drafting.notes.append(Note("sentences_left_out", where, {"count": len(left)}))


def _is_left_out(drafting: Drafting, people: Sequence[Section], span: tuple[int, int]) -> bool:
    inside = any(one.start < span[1] and span[0] < one.end for one in people)
    if inside and not _OF_KIN.match(drafting.plain, *span):
        return False
    if (one := _ONE_OF_THEM.search(drafting.plain, *span)) and not inside:
        return not _gave(drafting, (one.start(), span[1]))
    says = _SOMEBODY.search(drafting.plain, *span) and _FACT.search(drafting.plain, *span)
    return bool(says and drafting.times_in(*span)) and not _gave(drafting, span)


def _gave(drafting: Drafting, span: tuple[int, int]) -> bool:
    where = drafting.page.span(*span)
    return any(
        where.start <= value.origin.start < where.end
        for draft in drafting.drafts
        for value in draft.fields.values()
        if isinstance(value.origin, Span)
    )
