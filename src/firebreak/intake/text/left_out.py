"""What was read of nobody: sentences with somebody, a day and a fact that gave no draft.

Also, in what is told of a case, those that tell of a relative without a name; and where a sentence
that was read goes on of somebody who has no draft: 李某2月1日确诊,女儿(3岁)2月2日确诊.
"""

import re
from bisect import bisect_left
from collections.abc import Collection, Sequence

from firebreak.intake.drafts import Note, Span
from firebreak.intake.text.drafting import CLAUSE_END, Drafting
from firebreak.intake.text.happenings import TRIGGERS
from firebreak.intake.text.left_out_english import note_others_in_english
from firebreak.intake.text.lexicons import RELATIONS, SYMPTOMS
from firebreak.intake.text.people import NAME, Section

#: So many characters after a fact its clause is shown no further.
LONGEST = 40
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
    read = _read(drafting)
    left = [span for span in drafting.sentences.spans if _is_left_out(drafting, people, read, span)]
    if left:
        where = drafting.page.span(*left[0])
        drafting.notes.append(Note("sentences_left_out", where, {"count": len(left)}))
    _note_others(drafting, read, frozenset(left))
    note_others_in_english(drafting)


def _note_others(
    drafting: Drafting, read: Sequence[int], left: Collection[tuple[int, int]]
) -> None:
    """Note what is told with a day of somebody who has no draft; clauses in a row as one."""
    noted: list[tuple[int, int]] = []
    for at in sorted(drafting.of_others):
        sentence = drafting.sentences.of(at)
        clause = _clause(drafting, at, sentence[0])
        if sentence in left or not drafting.times_in(*clause) or _gave(drafting, read, clause):
            continue
        if noted and sentence[0] < clause[0] <= noted[-1][1] + 1:
            noted[-1] = (noted[-1][0], max(clause[1], noted[-1][1]))
        elif not noted or noted[-1][1] <= clause[0]:
            noted.append(clause)
    for told in noted:
        drafting.note("told_of_another", *told)


def _clause(drafting: Drafting, at: int, start: int) -> tuple[int, int]:
    """The clause to a fact with its day, which may stand before a comma: 1月20日,班主任死亡."""
    begins = [start, *(one.end() for one in CLAUSE_END.finditer(drafting.plain, start, at))]
    ends = CLAUSE_END.search(drafting.plain, at)
    end = ends.start() if ends else len(drafting.plain)
    first = begins[-1]
    if not drafting.times_in(first, end):
        first = begins[-2:][0]
    return first, min(end, at + LONGEST)


def _is_left_out(
    drafting: Drafting, people: Sequence[Section], read: Sequence[int], span: tuple[int, int]
) -> bool:
    inside = any(one.start < span[1] and span[0] < one.end for one in people)
    if inside and not _OF_KIN.match(drafting.plain, *span):
        return False
    if (one := _ONE_OF_THEM.search(drafting.plain, *span)) and not inside:
        return not _gave(drafting, read, (one.start(), span[1]))
    says = _SOMEBODY.search(drafting.plain, *span) and _FACT.search(drafting.plain, *span)
    return bool(says and drafting.times_in(*span)) and not _gave(drafting, read, span)


def _read(drafting: Drafting) -> list[int]:
    """Where each value that was read begins, in the order of the text."""
    return sorted(
        value.origin.start
        for draft in drafting.drafts
        for value in draft.fields.values()
        if isinstance(value.origin, Span)
    )


def _gave(drafting: Drafting, read: Sequence[int], span: tuple[int, int]) -> bool:
    where = drafting.page.span(*span)
    first = bisect_left(read, where.start)
    return first < len(read) and read[first] < where.end
