"""Visits to a clinic: whether it was a fever clinic, and what a hospital in the text is not.

就诊 alone says that somebody went to a clinic, not to one for fever; a hospital named in another
clause judged nobody; and who goes to 荷塘同心医院 makes no journey to 荷塘.
"""

import re

from firebreak.intake.drafts import Value
from firebreak.intake.text.drafting import CLAUSE_END, Drafting

_FEVER_CLINIC = re.compile("发热门诊|fever clinic")
_HEADING = re.compile(r"[^\n,。;]{1,60}(?=\n)")
_TREATED_AT = re.compile(
    r"(?:(?![到往去至在回乘坐经转和与、])[\u4e00-\u9fff]){0,12}?(?:医院|卫生院|卫生室|卫生所|诊所|卫生服务中心|卫生服务站|门诊|院区)"
    r"[^,。;:\n]{0,12}(?:就诊|就医|看病|求诊|治疗|住院|入院|检查|门诊|输液|打针)"
)


def visit_kind(drafting: Drafting, at: tuple[int, int]) -> Value:
    """Return the kind of a visit told at some words: a fever clinic's, where that is said."""
    found = _FEVER_CLINIC.search(drafting.plain, *clause_of(drafting.plain, at[0]))
    if found:
        return drafting.value("fever_clinic", *found.span(), 0.9)
    of_all = drafting.once("fever_clinic", lambda: _of_the_heading(drafting))
    return of_all or drafting.value("clinic", *at, 0.9)


def clause_of(plain: str, at: int) -> tuple[int, int]:
    """Where the clause of some words begins and ends."""
    before = [mark.end() for mark in CLAUSE_END.finditer(plain, max(at - 80, 0), at)]
    after = CLAUSE_END.search(plain, at)
    return (before[-1] if before else max(at - 80, 0)), (after.start() if after else len(plain))


def _of_the_heading(drafting: Drafting) -> Value | None:
    """发热门诊交班记录: all of the document is of that post."""
    heading = _HEADING.match(drafting.plain)
    found = _FEVER_CLINIC.search(drafting.plain, *heading.span()) if heading else None
    return drafting.value("fever_clinic", *found.span(), 0.8) if found else None


def in_its_clause(plain: str, unit: tuple[int, int], at: int) -> bool:
    """
    Whether an institution stands in the clause of some words, so that they are said of it.

    Examples
    --------
    >>> line = "到同心医院就诊,2月1日确诊"
    >>> in_its_clause(line, (1, 5), 12), in_its_clause("在同心医院确诊", (1, 5), 5)
    (False, True)
    """
    between = plain[unit[1] : at]
    return unit[0] >= at or not (
        CLAUSE_END.search(between) or re.search("就诊|就医|看病|后", between)
    )


def begins_a_clinic(plain: str, end: int) -> bool:
    """
    Whether a place that ends here begins the name of an institution that somebody went to.

    Examples
    --------
    >>> begins_a_clinic("到荷塘同心医院就诊", 3), begins_a_clinic("到武汉同济医院接人", 3)
    (True, False)
    """
    return bool(_TREATED_AT.match(plain, end))
