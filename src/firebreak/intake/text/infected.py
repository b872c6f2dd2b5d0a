"""People whom a list counts as infected: 无症状感染者1, 感染者2, 阳性人员3.

The number is a place in that list alone: 感染者1 of one day is not that of the next, and neither is
病例1. Who is called 无症状感染者 is asymptomatic; of who is called 感染者 or 阳性人员 the text has to say
whether he is confirmed.
"""

import re

from firebreak.intake.text.numbering import COUNTED, NUMBER

WORD = r"(?:无症状感染者|阳性感染者|感染者|阳性人员|阳性者)"
#: 感染者甲, 病例A: a place in the list too.
_LETTER = r"(?:病例|患者)?(?:[a-z]|[甲乙丙丁戊己庚辛])(?=[:,(男女系为住的轨\n])"
INFECTED = rf"(?P<infected>{WORD}(?:编号|序号)?:?(?:{NUMBER}|{_LETTER})|(?:病例|患者){_LETTER})"
#: How such a section begins: 新增本土无症状感染者1.
NAMED = rf"(?:新增|新发|新冠|本土|本地|境外|输入性?|确诊)*{INFECTED}"
#: 诊断为无症状感染者; not 系无症状感染者李某的同事.
ASYMPTOMATIC = re.compile(
    r"(?:(?:确诊|诊断|判定|确定|认定|订正|核实|核定|评估|归类|定性|转归?)(?:为|成|:)|属于?|系|(?<=[,;])为)"
    r"[^,。;:\n的]{0,12}?无症状(?:感染者?)?(?=[,。;)(\n、]|$)"
)
_ASYMPTOMATIC_BY_NAME = re.compile("无症状")
_BEFORE_THE_NAME = re.compile("无症状感染者[:,]?$")
#: 感染者2, in the story of somebody.
ONE_INFECTED = rf"{WORD}\d{{1,5}}(?!{COUNTED})"
_KIND = re.compile(r"[编序]号|:")


def called(said: str) -> str:
    """
    Return by which words a text goes on to call whom it names so.

    Examples
    --------
    >>> called("无症状感染者编号:3")
    '无症状感染者3'
    """
    return _KIND.sub("", said)


def is_named_asymptomatic(plain: str, start: int, head: int) -> bool:
    """
    Whether the naming of a section says that its person is asymptomatic.

    Examples
    --------
    >>> is_named_asymptomatic("无症状感染者1:女", 0, 7), is_named_asymptomatic("感染者1:女", 0, 4)
    (True, False)
    >>> is_named_asymptomatic("无症状感染者李某", 6, 8)
    True
    """
    before = _BEFORE_THE_NAME.search(plain, max(start - 8, 0), start)
    return bool(before or _ASYMPTOMATIC_BY_NAME.search(plain, start, head))
