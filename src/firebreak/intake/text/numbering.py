"""The number a case goes by: the 3 of `病例3` and of `患者三:`, never that of `患者3月2日` or `病例3例`.

Comes in: nothing. Goes out: patterns, for whoever looks for cases in a text.
"""

import re

from firebreak.intake.text.lexicons import RELATIONS

#: A surname may be written as a unit is: 病例3周某.
_NOT_HIDDEN = r"(?![某x×*])"
_UNIT = (
    r"(?:[天例名个人岁日]|月(?!某)|号(?!:|[(男女]|为|系|是|患者|病人)|(?:小时|急救|救护|公里|年(?!龄)|分(?!别)|[周时点秒次起位余多几万千百旬型级期代"
    r"度℃°%米元路楼栋幢层室床家口对倍批支辆台套只部项届等车]|[ckm]?m(?![a-z])|kg|ml|ct)"
    + _NOT_HIDDEN
    + ")"
)
_UP_TO = r"(?:[~/.–—-]|至|到|或)"
#: What follows a digit that dates or counts something: a unit, or the rest of a range or a list.
COUNTED = (
    rf"(?:{_UNIT}|\d|\.\d|/\d|:[0-5]\d(?![\d岁周个天日月])|[男女]\d[男女]"
    rf"|(?:{_UP_TO}\d{{1,4}})+{_UNIT}|(?:、\d{{1,2}})+[日号天岁个名例人])"
)
_NUMERALS = "一二三四五六七八九十百"
#: Chinese numerals stand by themselves, or a name or a relation follows: 患者一般情况 names nobody.
_ALONE = (
    r"(?=[,:;。!?()、.\n男女为系是之的于与和]|$|[\u4e00-\u9fff]{1,2}[某×*]|"
    + "|".join(map(re.escape, RELATIONS))
    + ")"
)
NUMBER = rf"(?:\d{{1,5}}(?!{COUNTED})|[{_NUMERALS}][{_NUMERALS}零〇]{{0,4}}{_ALONE})"
NTH = rf"(?:\d{{1,5}}|[{_NUMERALS}零〇]{{1,5}})"
#: A case without its number.
_CASE = (
    rf"(?:确诊|本土|本地|阳性|无症状|死亡|重症)*(?:病例|患者|病人|感染者)(?!\d{{1,5}}(?!{COUNTED}))"
)
#: 上一病例, 上例, 前一例患者: the case told of before this one.
PREVIOUS = rf"(?:[上前]一(?:例|名|位|个)?{_CASE}|上[例名]{_CASE}|(?:上一?|前一)例(?!\d{{1,5}}(?!{COUNTED})|[病患感]))"
#: 上述病例, 前述患者: whoever was told of, if it was one.
ABOVE = rf"[上前]述{_CASE}"
#: 另一病例, 上一病例: a case, and not the one that is told of.
ANOTHER_CASE = rf"(?:另外?[一1]?[例名位个]?{_CASE}|{PREVIOUS})"
