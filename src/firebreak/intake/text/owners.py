"""Whose a thing is that is named after its owner: 其妻身份证号, 家属电话, 第32例家中, 其姐家.

Whose it is what a sentence tells is `whose.py`.
"""

import re

from firebreak.intake.text.lexicons import RELATIONS

_RELATION = "|".join(map(re.escape, RELATIONS))
_ANSWERS_FOR_HIM = "家属|家长|亲属|监护人"
_NUMBER_OF = re.compile(
    rf"(?:{_ANSWERS_FOR_HIM}|{_RELATION}|妻|父|母|其[子女])[^,。;:\n\d]{{0,8}}:?$|联系人[^。;\n\d]{{0,8}}:?$"
)
_HOME_OF = re.compile(rf"(?:例|某[某甲乙丙丁]?|患者|病人|[\d的]|{_RELATION})$")
#: A cell of a table: 其姐家(荷塘区).
_HOME_IN_A_CELL = re.compile(r"[^(]{0,7}家(?:中|里)?(?:\(|$)")


def is_number_of_another(plain: str, begin: int, at: int) -> bool:
    """
    Whether a number that stands here is not the person's own.

    Examples
    --------
    >>> is_number_of_another("其妻电话139", 0, 4), is_number_of_another("男,电话139", 0, 4)
    (True, False)
    """
    return bool(_NUMBER_OF.search(plain, max(at - 16, begin), at))


def is_home_of_another(plain: str, at: int) -> bool:
    """
    Whether a home that stands here is somebody else's.

    Examples
    --------
    >>> is_home_of_another("到第32例家中", 5), is_home_of_another("回到家中", 2)
    (True, False)
    """
    return bool(_HOME_OF.search(plain, max(at - 4, 0), at))


def is_somebody_s_home(cell: str) -> bool:
    """
    Whether a cell of a timetable is somebody's home, which is no place of the record.

    Examples
    --------
    >>> is_somebody_s_home("其姐家(荷塘区)"), is_somebody_s_home("家润多超市")
    (True, False)
    """
    return bool(_HOME_IN_A_CELL.match(cell))
