"""Who is whose, and with whom: 病例4之妻, 与病例11为夫妻关系, 与病例6同住; and family who fell ill."""

import re

from firebreak.engine.when import When
from firebreak.intake.drafts import Value
from firebreak.intake.text.asserted import was_not_done
from firebreak.intake.text.cast import Cast
from firebreak.intake.text.drafting import CLAUSE_END, Drafting
from firebreak.intake.text.infected import INFECTED, called
from firebreak.intake.text.lexicons import RELATIONS
from firebreak.intake.text.numbering import COUNTED
from firebreak.intake.text.people import NAME, NUMBERED, Section
from firebreak.intake.text.visits import DENIED
from firebreak.intake.text.whose import Whose, certainty, whose

_RELATION = "|".join(sorted(map(re.escape, RELATIONS), key=len, reverse=True))
#: 与2月3日确诊患者7为夫妻关系, 与天津市第32例确诊病例为亲戚关系.
_SAID_OF_IT = (
    r"(?:\d{1,2}月\d{1,2}日(?=确诊|通报|报告))?(?:[\u4e00-\u9fff]{2,3}[市县区省](?=第\d))?"
)
_WHO = rf"(?P<who>(?:我市|我县|我区|我省|本市)?(?:{INFECTED}|{NUMBERED}(?:{NAME.replace('<name>', '<called>')})?|{NAME}))"
#: And 6 of 病例5(男,50岁)和6; 第24例、第43例.
_ALSO_ONE = rf"(?:第\d{{1,4}}例(?:确诊)?(?:病例|患者)?|(?:病例|患者|(?:无症状)?感染者)?\d{{1,5}}(?!{COUNTED}))"
ALSO = rf"(?P<also>(?:(?:\([^()\n]{{1,30}}\))?[、和与及]{_ALSO_ONE}){{0,20}})(?:患者|病例)?(?:\([^()\n]{{1,30}}\))?"
#: Whose contact somebody is, and who rode with whom, in other words than those of kin.
BESIDE = r"密接(?:人员)?|同(?:车|行|航班|机|列车)的?(?:乘客|旅客|人员|者)"
_OF = re.compile(
    rf"{_WHO}{ALSO}(?:之|的)?(?P<relation>(?:{_RELATION}|{BESIDE})(?!(?:共|累计)*\d{{1,5}}[人名例个])|孙儿|孙女婿|[夫妻父母子女兄弟姐妹媳婿](?=[,。;()]|\d{{1,3}}周?岁))"
)
_PAIR = re.compile(
    rf"(?:与|和|同|跟){_SAID_OF_IT}{_WHO}{ALSO}(?:均|都|皆)?(?:为|是|系)?(?P<relation>夫妻|父子|父女|母子|母女|兄弟|姐妹|同事|同学|朋友|亲戚|亲属|邻居|姐弟|兄妹|婆媳|祖孙)(?:关系)?"
)
_CLOSE = re.compile(
    rf"(?:与|和|同|跟|接触过?){_SAID_OF_IT}{_WHO}{ALSO}[^,。;]{{0,6}}?(?P<relation>密切接触|有接触|有过接触|接触)"
)
_WITH = rf"(?:与|和|同|跟){_WHO}{ALSO}(?:二人|两人)?"
#: 与患者6同住, 与病例5同住,为其孙子: who lives with whom, and as what.
_LIVES_WITH = re.compile(
    rf"{_WITH}(?P<relation>同住|同吃同住|(?:一起|一同|共同)居住|(?:居住|住)在一起|合住)"
    rf"(?:,?(?:为|是|系)(?:其|他的?|她的?)(?P<kin>{_RELATION}))?"
)
#: 与病例1在湘水人家饭店同桌就餐: who was with whom somewhere.
_AT_ONE_PLACE = re.compile(
    rf"{_WITH}(?:(?:在|到|去|前往)[^,。;:()\n]{{2,30}}?)?(?P<relation>(?:同桌|一起|一同|共同|参加)*(?:就餐|用餐|聚餐|进餐|吃饭|共餐|共进(?:早|午|中|晚)?餐|聚会|打牌|打麻将)|同乘|同车|同机|同航班)"
)
#: 接触病例5和病例6, 接诊病例5: whom somebody met.
_MET = re.compile(
    rf"(?P<relation>(?:密切)?接触|接诊|探望|看望|照顾|照料|护理|陪护)(?:过|了)?{_WHO}{ALSO}(?=[,。;后]|$)"
)
_INFECTED = re.compile(
    rf"(?P<by>导致|致使?|造成|传染给?|感染了?)?(?:其|他的|她的)(?P<family>(?:{_RELATION})(?:[、和及与](?:{_RELATION}))*)(?:等人?)?(?:均|都|也|先后|相继|陆续)*(?:被)?(?:感染|传染|确诊|发病)"
)
_NAMED = re.compile(NAME)
#: 系2月3日确诊患者4的母亲: numbered by the bulletin of that day, and not by this one.
_OF_ANOTHER_DAY = re.compile(r"\d{1,2}月\d{1,2}日$")
_NUMBER = re.compile(
    r"(?:病例|患者|(?:无症状)?感染者|第)?(?P<n>\d{1,5})(?:例(?:确诊)?(?:病例|患者)?)?(?=[、和与及(]|$)"
)
_KIND = re.compile(r"[^\d]+")
#: One word for two people.
COUPLES = {"父母": ("父亲", "母亲"), "夫妻": ("丈夫", "妻子"), "夫妇": ("丈夫", "妻子")}


def write_relations(drafting: Drafting, section: Section, cast: Cast) -> None:
    """Write whom a person is related to, and whom he is said to have infected."""
    seen: set[int] = set()
    for match in _OF.finditer(drafting.plain, _sentence_of(drafting, section), section.start):
        if _leads_to(drafting, match, section.start):
            _write(drafting, section, match, cast)
    begins = (
        section.kin[0] if section.kin and (section.number or section.infected) else section.head
    )
    for pattern in (_PAIR, _OF, _CLOSE):
        for match in pattern.finditer(drafting.plain, begins, section.end):
            is_of_the_next = _leads_to(drafting, match, section.end)
            if match.start("who") not in seen and not is_of_the_next:
                seen |= {match.start("who"), *_starts(match)}
                _write(drafting, section, match, cast)
    for pattern in (_LIVES_WITH, _AT_ONE_PLACE, _MET):
        for match in pattern.finditer(drafting.plain, begins, section.end):
            if match.start("who") not in seen and _is_told_of(drafting, section, match):
                seen |= {match.start("who"), *_starts(match)}
                _write(drafting, section, match, cast)
    for match in _INFECTED.finditer(drafting.plain, section.head, section.end):
        _write_family(drafting, section, match)


def _starts(match: re.Match[str]) -> list[int]:
    """Where those stand that are named with the first."""
    also = numbers_of(match) if match.groupdict().get("also") else []
    return [one.start() for one in also]


def _is_told_of(drafting: Drafting, section: Section, match: re.Match[str]) -> bool:
    """Whether it is he who was with somebody, and he was."""
    denied = DENIED.search(drafting.plain, max(match.start() - 12, 0), match.start())
    if denied or was_not_done(drafting.plain, *match.span()):
        return False
    return certainty(drafting.plain, section, match.start(), match.end()) == 1


def _sentence_of(drafting: Drafting, section: Section) -> int:
    """Where the sentence begins in which somebody is named."""
    return max(drafting.plain.rfind(end, 0, section.start) for end in "。;\n") + 1


def _leads_to(drafting: Drafting, match: re.Match[str], start: int) -> bool:
    """Say whether a relation stands right before a name: 病例4之妻,王某."""
    return start < len(drafting.plain) and drafting.plain[match.end() : start] in ("", ",", ":")


def _write(drafting: Drafting, section: Section, match: re.Match[str], cast: Cast) -> None:
    own = (
        section.name and (match["name"] or match["called"]) == drafting.plain[slice(*section.name)]
    )
    named = _NAMED.match(drafting.plain, match.end())
    if named and (own or (match.re is _OF and named.span("name") != section.name)):
        return  # 张某爱人刘某, in what is told of 张某: written with the relatives
    fields: dict[str, Value | None] = {
        "relation": drafting.words(*match.span(_said(match)), 0.9),
        "contact_of": drafting.words(*match.span("who")),
        "direction_known": drafting.value(False, *match.span("relation")),
    }
    other = None if _is_of_another_day(drafting, match) else cast.called(match)
    if other is not None and other.start == section.start:
        return
    links = {"to": section.person, "from": other.case or other.person if other else None}
    drafting.add("contact", fields, links)
    if match.groupdict().get("also"):
        _write_others(drafting, section, match, cast, fields)


def _is_of_another_day(drafting: Drafting, match: re.Match[str]) -> bool:
    at = match.start("who")
    return bool(_OF_ANOTHER_DAY.search(drafting.plain[max(at - 8, 0) : at]))


def _said(match: re.Match[str]) -> str:
    """Which group says of what kin somebody is, or how the two met."""
    return "kin" if match.groupdict().get("kin") else "relation"


def _write_others(
    drafting: Drafting,
    section: Section,
    match: re.Match[str],
    cast: Cast,
    fields: dict[str, Value | None],
) -> None:
    """病例15和16之女, 感染者1、2: the same relation to each that is named."""
    for also in numbers_of(match):
        numbered_here = not _is_of_another_day(drafting, match)
        other = called_also(match, also, cast) if numbered_here else None
        if other is not None and other.start == section.start:
            continue
        kind = match["infected"] and _KIND.match(called(match["infected"]))
        said = drafting.value(kind[0] + also["n"], *also.span()) if kind else None
        links = {"to": section.person, "from": other.case or other.person if other else None}
        fields = fields | {"contact_of": said or drafting.words(*also.span())}
        drafting.add("contact", fields, links)


def numbers_of(match: re.Match[str]) -> list[re.Match[str]]:
    """Return the numbers that stand behind the first, outside of brackets."""
    span = match.span("also")
    return [
        one
        for one in _NUMBER.finditer(match.string, *span)
        if match.string.count("(", span[0], one.start())
        == match.string.count(")", span[0], one.start())
    ]


def called_also(match: re.Match[str], also: re.Match[str], cast: Cast) -> Section | None:
    """Whom a further number names: of the list of infected people, where the first is of it."""
    if match["infected"]:
        kind = _KIND.match(called(match["infected"]))
        return cast.by_name.get(kind[0] + also["n"]) if kind else None
    return cast.by_number.get(int(also["n"]))


def _write_family(drafting: Drafting, section: Section, match: re.Match[str]) -> None:
    """A person for each of the family, with the contact and, if it is said, the case."""
    named = drafting.page.said(*section.name) if section.name else ""
    confirmed = _confirmed(drafting, section, match)
    known = bool(match["by"])  # 1月30日其丈夫发病 says of nobody that he infected him
    for relation in re.compile(_RELATION).finditer(drafting.plain, *match.span("family")):
        for word in COUPLES.get(relation[0], (relation[0],)):
            person = drafting.add(
                "person",
                {
                    "name": drafting.value(f"{named}之{word}", *relation.span(), 0.8),
                    "sex": sex_of(drafting, word, relation.span()),
                },
            )
            if confirmed:
                status = drafting.value("confirmed", *confirmed.span(), 0.9)
                classified = _confirmed_on(drafting, match, confirmed)
                case = {"status": status, "classified": classified}
                drafting.add("case", case, {"person": person})
            drafting.add(
                "contact",
                {
                    "relation": drafting.value(word, *relation.span()),
                    "direction_known": drafting.value(known, *match.span(), 0.9),
                },
                {"from": section.case or section.person, "to": person},
            )


def _confirmed(drafting: Drafting, section: Section, match: re.Match[str]) -> re.Match[str] | None:
    """Where the sentence says that the family was confirmed, and nobody else."""
    plain = drafting.plain
    end = drafting.sentences.of(match.start())[1]
    found = re.compile("确诊").search(plain, match.end() - 2, end)
    if not found or re.compile(_RELATION).search(plain, match.end(), found.start()):
        return None
    return found if whose(plain, section, found.start()) is Whose.OTHERS else None


def _confirmed_on(drafting: Drafting, family: re.Match[str], confirmed: re.Match[str]) -> Value:
    """When they were confirmed; 相继被确诊 was before the text was written, and not on its day."""
    first = max(family.start() - 40, 0)
    ends = [end.end() for end in CLAUSE_END.finditer(drafting.plain, first, family.start())]
    time = drafting.time_before(confirmed.start(), ends[-1] if ends else first)
    if time is None:
        return drafting.value(When.unknown(), *confirmed.span(), 0.9)
    return drafting.when(time, 0.9)


def sex_of(drafting: Drafting, word: str, at: tuple[int, int]) -> Value | None:
    """Return the sex that a word for one of a family says."""
    if word.endswith(("女婿", "姑父", "姨父", "姐夫", "妹夫")):
        return drafting.value("male", *at, 0.9)
    if re.search("母|妻|女|妈|婆|姐|妹|奶|姑|姨|嫂|媳", word):
        return drafting.value("female", *at, 0.9)
    if re.search("父|夫|子|爸|公|哥|兄|弟|爷|叔|伯|舅|外孙", word):
        return drafting.value("male", *at, 0.9)
    return None
