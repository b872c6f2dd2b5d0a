"""English reports: who, when, where, as the rules for Chinese do it, in the phrases of English.

A section begins at `Case 3`, `Patient 3` or `A 45-year-old woman` at the head of a sentence.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from firebreak.engine.when import Precision, When
from firebreak.intake.drafts import Doubt, Value
from firebreak.intake.text.corrections_english import (
    but_corrections,
    corrections_in,
    write_corrections,
)
from firebreak.intake.text.course import write_care, write_case
from firebreak.intake.text.drafting import Drafting
from firebreak.intake.text.gatherings_english import write_english_gatherings
from firebreak.intake.text.happenings import Happening, Happenings, as_sure_as, surely_his
from firebreak.intake.text.left_out_english import RESULT, note_rows
from firebreak.intake.text.people import Section
from firebreak.intake.text.places import english_place_kind
from firebreak.intake.text.relations_english import sex_by_kin, write_english_relations
from firebreak.intake.text.relatives_english import write_english_relatives
from firebreak.intake.text.samples_english import write_english_samples
from firebreak.intake.text.times import Time
from firebreak.intake.text.times_english import is_told_later
from firebreak.intake.text.whose import OPEN, Whose, less_sure
from firebreak.intake.text.whose_english import (
    ADJECTIVES,
    KIN,
    KIN_OF_THE_ONE_BEFORE,
    whose_english,
)

_WHO = re.compile(
    r"(?:(?:confirmed |suspected |the )?\b(?:case|patient)(?: no\.?| number| #)? ?#?(?P<number>\d{1,5})\b(?![ -](?:(?:year|month|week|day|hour)s?\b|old\b)|[.:]\d|%)"
    r"|\b(?:an?|the) (?:first |second |third |new )?(?=\d{1,3}(?: 1/2)?-(?:year|month|day)-old|(?:newborn |baby )?(?:girl|boy|man|woman) aged \d)"
    r"|\b(?:an?|the) (?=(?:wo)?man in (?:his|her) (?:early |mid[ -]?|late )?(?:\d0s|twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties)\b)"
    r"|\bthe patient(?=,? (?:is |was )?(?:an? )?\d{1,3}-(?:year|month|day)-old)"
    r"|(?P<name>\b(?:mr|mrs|ms|miss)\.? [a-z][\w'’-]*)(?=,? (?:\(|is |was )?(?:an? )?(?:\d{1,3}\b|(?:man|woman|male|female)\b))"
    r"|(?=\b(?:fe)?male, (?:aged )?\d{1,3}\b))"
)
#: His own number, and not that of a husband who is told of before it.
_IN_BRACKETS = re.compile(
    r"(?:(?!husband|wife|son\b|daughter|father|mother|brother|sister|contact|of case)[^.;:!?\n()]){0,60}\((?:case|patient)(?: no\.?| number| #)? ?#?(?P<number>\d{1,5})\)"
)
#: Two new cases were reported: a 34-year-old woman from Liling, …, and a 60-year-old man.
_LISTED = re.compile(r"\b(?:cases|patients)\b[^.!?\n:]{0,80}:(?:[^.!?\n]{0,300}[,;] (?:and )?)? ?$")
_HEAD = re.compile(r"(?:^|[.!?;\n])[\"')]*\s*(?:\(?\d{1,3}[.)]\s*)?$")
#: On Feb. 27 a 70-year-old man died.
_ON_A_DAY = re.compile(
    r"(?:^|[.!?;\n])\s*(?:on )?(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2}|\d{1,2} (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?)(?:st|nd|rd|th)?(?:,? (?:19|20)\d\d)?,? $"
)
_SEX = re.compile(
    rf"\b(?:(?P<male>man|male|boy|he|mr|his(?! {ADJECTIVES}{KIN}\b))|(?P<female>woman|female|girl|she|mrs|ms|her(?! {ADJECTIVES}{KIN}\b)))\b"
)
_AGE = re.compile(
    r"(?<![\d/.-])(?P<n>\d{1,3})(?:[ -]1/2|½)?[- ](?P<unit>year|month|day)s?[- ]olds?\b"
    r"|\baged (?P<aged>\d{1,3})\b(?: (?P<of>year|month|day)s?\b|(?! (?:and|weeks?)\b))"
    r"|\b(?:(?:fe)?male,|(?:man|woman|boy|girl) of) (?P<bare>\d{1,3})(?=[,.;)]| who| from| with|$)"
)
_BARE_AGE = re.compile(r"[, (]+(?P<bare>\d{1,3})(?=[,.;)])")
_MONTHS = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
_NAMES = r"[A-Z][\w'’-]*(?:,? (?:[A-Z][\w'’-]*|of(?= [A-Z])|No\. \d+|\d+(?= (?!Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[A-Z])))*"
_HOME = re.compile(
    rf"\b(?:from|living in|lives in|lived in|resident of|residing in|resides in) (?P<home>{_NAMES})"
)
#: From where somebody came is not where he lives.
_MOVED = re.compile(
    r"\b(?:return|arriv|c[ao]m|fl[ey]w|travel|dr[io]ve|took|take|left|leav|went|back|visit|depart|transfer|train|flight|bus|infect|contact)\w*"
)
_CAME = re.compile(
    rf"\b(?i:returned|came|came back|arrived|flew|travelled|traveled|drove)(?: home| back)?(?: to {_NAMES})? from (?P<from>{_NAMES})(?: to (?P<to>{_NAMES}))?"
)
_DAYS_LATER = (
    r"(?:(?:the )?(?:next|following) (?:day|morning|afternoon|evening)|the day after|(?:the )?same day"
    r"|(?:an?|one|two|three|four|five|six|seven|ten|\d{1,2}) (?:day|week)s? later)"
)
#: Had no symptoms until 24 February: on that day they began, but nobody says so.
_WELL_UNTIL = r"\b(?:(?:had|showed|with|having) no symptoms|without symptoms|(?:was|were|remained|been) (?:asymptomatic|symptom-free|well)) until\b"
TRIGGERS: dict[str, re.Pattern[str]] = {
    "onset": re.compile(
        rf"\b(?:developed|onset of|(?<!after )(?<!before )(?<!since )onset(?=:? (?:on |was )?(?:\d|{_MONTHS}))|fell ill|became ill|felt unwell|symptoms (?:began|started)|showed symptoms)\b|{_WELL_UNTIL}"
    ),
    "visit": re.compile(
        r"\b(?:visited|went to|presented (?:at|to)|sought (?:care|treatment|help) at|attended|saw a doctor)(?= (?:the |a )?[^.,;\n]{0,40}(?:hospital|clinic|doctor|emergency)|\b(?<=doctor))"
    ),
    "isolated": re.compile(
        r"\b(?:(?:was|been) (?:\w+ly )?isolated(?: at home)?|isolated at(?: home)?|(?:was|been) (?:\w+ly )?quarantined(?: at home)?|quarantined at(?: home)?|home quarantine|self-isolated)\b"
    ),
    "admitted": re.compile(
        r"\b(?:admitted|hospitali[sz]ed)\b(?! to (?:the )?(?:icu|intensive care))"
    ),
    "icu": re.compile(
        r"\b(?:moved|transferred|admitted|taken) to (?:the )?(?:icu|intensive care)\b"
    ),
    "confirmed": re.compile(
        rf"\b(?:tested positive|found (?:to be )?positive|was confirmed|were confirmed|confirmed positive|confirmed (?:on|as|with|to have|covid-19(?! cases?\b)|(?:the |his |her )?(?:[\w-]+ )?infection)|confirmed(?= (?:\d{{1,2}} )?{_MONTHS}| {_DAYS_LATER})|laboratory[- ]confirmed|but (?:then |later )?positive(?= on))\b"
    ),
    "recovered": re.compile(
        r"\b(?:discharged(?! from (?:\w+ ){0,2}(?:quarantine|isolation|observation|monitoring))|recovered)\b"
    ),
    "excluded": re.compile(
        r"\b(?:s?he|the (?:case|patient)|case \d{1,5}) (?:was|has been) (?:excluded|ruled out)\b"
    ),
    "died": re.compile(r"\b(?:died|passed away)\b"),
}
_MANY = r"\b(?:\d{1,3}(?:,\d{3})+|\d{1,5}|one|two|three|four|five|six|seven|eight|nine|ten)"
_NOT = re.compile(r"(?:\bnot|\bnever|\bno|n't|\bif|\buntil)(?: \w+){0,2} $")
#: 1 discharged, two patients have been discharged: nobody of whom the section tells.
_COUNTED = re.compile(
    rf"(?:(?<!case )(?<!patient )(?<!no\. )(?<!#)(?<![\d,]){_MANY}(?: new| more| others?)? (?:had |have |has |were |been )*"
    rf"|{_MANY}(?: new| more| other)? (?:people|persons|patients|cases|others) (?:had |have |has |were |was |been )*)$"
)
#: Expected to be discharged, will be discharged, hoped that he recovered: not done yet.
_INTENDED = re.compile(
    r"\b(?:(?:to|will|would|shall|may|might|could|can|should|must)(?: (?:not|soon|then|also|now))? (?:(?:soon|then|also|fully) )?(?:(?:be|have|get|have been) )(?:\w+ )?"
    r"|(?:expect|hop|plan|intend|await|schedul|unlikely|likely|refus|appl)\w*(?: (?:that|for|to|of|being|a|the|his|her|he|she|is|was|be|get))* )$"
)
#: Stayed there until 5 February: that it ended then says not when it began.
_UNTIL = re.compile(r"\b(?:until|till)\b")
_UNIT = re.compile(
    rf"(?:\b(?:to|at|in|visited|attended) )(?:the )?(?P<unit>{_NAMES}(?: (?:hospital|clinic))?)"
)
#: Saw a doctor; he was admitted to … : the hospital is that of the next clause.
_NEXT_CLAUSE = re.compile(
    r"[;:]|, (?:and |then |he |she |was |they )| and (?:was|then|he|she|they) "
)
_STAY = re.compile(
    rf"\b(?P<what>(?i:(?:had (?:a |an )?(?:dinner|lunch|breakfast|meal)|ate|dined)(?: (?:together )?with [^.,;\n]{{1,40}}?(?:, (?:case|patient) \d{{1,5}},)?)? at"
    rf"|(?:went )?shopping at|shopped at|bought [^.,;\n]{{1,30}}? at|worked at|stayed at|stayed in|was at|visited|went to|attended)) (?:the |a )?(?P<place>{_NAMES})"
)
_VEHICLE = re.compile(
    r"(?:(?<=\bthe )(?P<route>[A-Z]{0,2}\d{1,4}) )?\b(?:(?P<train>(?:high-speed )?train)|(?P<flight>flight)|(?P<coach>coach|long-distance bus)|(?P<bus>bus)|(?P<ship>ferry|ship)|(?P<taxi>taxi))\b(?! (?:driver|station|stop|terminal|conductor|attendant|crew))(?:,? (?:no\.? ?|number )?(?P<number>[A-Z]{0,2}\d{1,5}|[A-Z0-9]{2}\d{3,4})\b)?"
)
_PLACE_ABOARD = {
    "carriage": re.compile(r"\b(?:carriage|coach|car) (?P<n>\d{1,2})\b"),
    "seat": re.compile(r"\bseat (?P<n>\d{1,3}[A-Fa-f]?)\b"),
}
#: On 18 January by train: the day that stands right before a ride.
_RODE_BY = re.compile(r",? (?:by|on|aboard|on board|via|taking)(?: (?:an?|the))?(?: [\w-]+)? ")
_WHEN_ELSE = re.compile(r"\b(?:where|when|while|after|before)\b")
#: The railway station: a place that has no name of its own.
_PLACE = rf"(?:the )?(?P<NAME>{_NAMES}|(?:[a-z]+ ){{0,2}}(?:station|airport|terminal|hotel|hospital|market|port)\b)"
_ROUTE = re.compile(rf"\bfrom {_PLACE.replace('NAME', 'from')} to {_PLACE.replace('NAME', 'to')}")
_LEFT = re.compile(rf" from {_PLACE.replace('NAME', 'place')}")
_REACHED = re.compile(rf" to {_PLACE.replace('NAME', 'place')}")
#: Flew to Beijing, then took a train: each ride has its own clause.
_THEN = re.compile(
    r"[;,]? (?:and )?(?:then|afterwards|later)\b|[;,] (?:and )?(?=(?:he |she |they )?(?:took|takes|boarded|transferred|changed|flew|travell?ed|drove|rode|caught|went|returned)\b)"
    r"| and (?=(?:then )?(?:took|boarded|transferred|changed|caught|rode)\b)"
)
_TOTAL = re.compile(
    r"\b(?<!\d,)(?P<n>\d{1,3}(?:,\d{3}){1,3}|\d{1,7})(?: new| more)? (?:(?P<kind>confirmed|suspected|probable) cases|cases (?:have been|had been|were) (?P<kinds>confirmed)\b|(?P<died>deaths?\b)|(?P<left>discharges)\b|people (?:are|were|remain) (?:in|under) (?P<kept>quarantine|observation|isolation)\b|(?:people |patients )?(?:had |have |were |been )*(?P<out>discharged|recovered)|(?P<contacts>close contacts)(?: (?:are|were|is|have been|had been|remain|currently|still|now|placed|put|kept))*(?P<observed> (?:under|in) (?:(?:medical|home|close) )?(?:observation|quarantine|monitoring|surveillance))?)"
)
#: What a total is of, by the group that says it.
_KINDS = (
    ("confirmed", "kinds"),
    ("died", "died"),
    ("discharged", "out", "left"),
    ("observed", "observed", "kept"),
    ("contacts", "contacts"),
)
_NEW = re.compile(r"\bnew\b")
_HOURS = re.compile(r"(?P<action>[^.;\n]{3,80}?) within (?P<hours>\d{1,3}) hours")


def write_english(drafting: Drafting) -> None:
    """Write what the English sentences of a page say."""
    if not re.search(r"[a-z]{3,}[ ,.;:]+[a-z0-9]{2,}", drafting.plain):
        return
    cased = drafting.page.said(0, len(drafting.plain)) if drafting.plain else ""
    corrections = corrections_in(drafting)
    told = but_corrections(_sections(drafting.plain), corrections)
    people = [_person(drafting, cased, section) for section in told]
    cases = {drafting.plain[slice(*s.number)]: s for s in people if s.number}
    for before, section in zip([None, *people], people, strict=False):
        _stays(drafting, cased, section)
        _journeys(drafting, cased, section)
        _came(drafting, cased, section)
        _went(drafting, cased, section)
        write_english_relations(drafting, section, before, cases)
        write_english_relatives(
            drafting, section, cases, lambda of: _happenings(drafting, cased, of)
        )
    write_corrections(drafting, corrections, cases)
    note_rows(drafting, people)
    _totals(drafting, people)
    _orders(drafting)
    write_english_gatherings(drafting, cased, people)


def _sections(plain: str) -> list[Section]:
    heads = [match for match in _WHO.finditer(plain) if _begins(plain, match)]
    found: list[Section] = []
    for match in heads:
        number = _number_of(plain, match)
        if (
            found
            and number
            and found[-1].number
            and plain[slice(*number)] == plain[slice(*found[-1].number)]
        ):
            continue
        if found:
            found[-1] = replace(found[-1], end=_start(plain, match))
        name = match.span("name") if match["name"] else None
        found.append(Section(_start(plain, match), len(plain), match.end(), number, name))
    return [replace(one, end=_paragraph_end(plain, one)) for one in found]


def _begins(plain: str, match: re.Match[str]) -> bool:
    at = match.start()
    if _HEAD.search(plain, max(at - 12, 0), at):
        return True
    if match[0][:2] not in ("a ", "an"):
        return False
    return bool(
        _ON_A_DAY.search(plain, max(at - 32, 0), at) or _LISTED.search(plain, max(at - 400, 0), at)
    )


def _number_of(plain: str, match: re.Match[str]) -> tuple[int, int] | None:
    """Case 28, or a 52-year-old woman from Youxian (case 28)."""
    if match["number"]:
        return match.span("number")
    beside = _IN_BRACKETS.match(plain, match.end())
    return beside.span("number") if beside else None


def _start(plain: str, match: re.Match[str]) -> int:
    """Where the story begins: with the day on which it was, if that stands before him."""
    dated = _ON_A_DAY.search(plain, max(match.start() - 32, 0), match.start())
    if dated is None:
        return match.start()
    return dated.start() + len(dated[0]) - len(dated[0].lstrip(".!?;\n "))


def _paragraph_end(plain: str, section: Section) -> int:
    blank = plain.find("\n\n", section.start, section.end)
    return section.end if blank < 0 else blank


def _person(drafting: Drafting, cased: str, section: Section) -> Section:
    fields: dict[str, Value | None] = {}
    if section.name:
        fields["name"] = drafting.words(*section.name, 0.9)
    if found := _said_of_him(drafting, section, _SEX):
        fields["sex"] = drafting.value("male" if found["male"] else "female", *found.span())
    elif by_kin := sex_by_kin(drafting, section):
        fields["sex"] = by_kin
    if found := _said_of_him(drafting, section, _AGE) or _age_of_kin(drafting, section):
        said = found.groupdict()
        years = said.get("n") or said.get("aged") or said["bare"]
        unit = said.get("unit") or said.get("of") or "year"
        fields["age"] = drafting.value(int(years), *found.span())
        fields["age_unit"] = drafting.value(f"{unit}s", *found.span())
    _home(drafting, cased, section, fields)
    person = drafting.add("person", fields)
    section = replace(section, person=person)
    happened = _happenings(drafting, cased, section)
    case = write_case(drafting, section, happened, lambda _plain, of, at: _whose(drafting, of, at))
    section = replace(section, case=case)
    write_care(drafting, section, happened)
    write_english_samples(drafting, section, lambda _plain, of, at: _whose(drafting, of, at))
    return section


def _said_of_him(
    drafting: Drafting, section: Section, words: re.Pattern[str]
) -> re.Match[str] | None:
    """The first that some words say of the person, and not of his daughter."""
    end = min(section.end, section.start + 240)
    for found in words.finditer(drafting.plain, section.start, end):
        if _whose(drafting, section, found.start()) is not Whose.OTHERS:
            return found
    return None


def _age_of_kin(drafting: Drafting, section: Section) -> re.Match[str] | None:
    """Case 12: his wife, 33, confirmed on …"""
    kin = KIN_OF_THE_ONE_BEFORE.match(drafting.plain, section.head)
    return _BARE_AGE.match(drafting.plain, kin.end()) if kin else None


def _home(
    drafting: Drafting, cased: str, section: Section, fields: dict[str, Value | None]
) -> None:
    """Where somebody lives, and where he came from."""
    end = min(section.end, section.start + 240)
    for found in _HOME.finditer(cased, section.start, end):
        begins = max(drafting.sentences.of(found.start())[0], section.start)
        if found[0].startswith("from") and _MOVED.search(drafting.plain, begins, found.start()):
            continue
        fields["residence"] = drafting.words(*found.span("home"), 0.9)
        break
    if came := next(_his(drafting, section, _CAME, cased), None):
        fields["arrived_from"] = drafting.words(*came.span("from"), 0.9)


def _his(
    drafting: Drafting, section: Section, pattern: re.Pattern[str], words: str
) -> Iterator[re.Match[str]]:
    """What some words of a section tell, but for what they tell of somebody else."""
    for match in pattern.finditer(words, section.start, section.end):
        if _whose(drafting, section, match.start()) is Whose.HIS:
            yield match
        else:
            drafting.of_others_in_english.add(match.start())


def _whose(drafting: Drafting, section: Section, at: int) -> Whose:
    start = max(drafting.sentences.of(at)[0], section.start)
    return whose_english(drafting.plain, section, start, at)


def _happenings(drafting: Drafting, cased: str, section: Section) -> Happenings:
    found = {
        name: list(_found(drafting, cased, section, pattern)) for name, pattern in TRIGGERS.items()
    }
    # Read of nobody, but of another it is noted.
    for match in RESULT.finditer(drafting.plain, section.start, section.end):
        if _whose(drafting, section, match.start()) is Whose.OTHERS:
            drafting.of_others_in_english.add(match.start())
    found["isolated"] = [_began(drafting, one) for one in found["isolated"]]
    return {name: surely_his(ones) for name, ones in found.items()}


def _began(drafting: Drafting, one: Happening) -> Happening:
    """Quarantined from 1 to 14 February: it began on the first of the days."""
    if one.time is None or one.time.when.precision is not Precision.INTERVAL:
        return one
    when = When.day(one.time.day, drafting.zone)
    return replace(one, time=replace(one.time, when=when))


def _found(
    drafting: Drafting, cased: str, section: Section, pattern: re.Pattern[str]
) -> Iterator[Happening]:
    for match in pattern.finditer(drafting.plain, section.start, section.end):
        told = _whose(drafting, section, match.start())
        if told is Whose.OTHERS:
            drafting.of_others_in_english.add(match.start())
            continue
        if _NOT.search(drafting.plain, max(match.start() - 24, section.start), match.start()):
            continue
        if _COUNTED.search(drafting.plain, max(match.start() - 48, 0), match.start()):
            continue
        if _INTENDED.search(drafting.plain, max(match.start() - 48, section.start), match.start()):
            continue
        start, end = drafting.sentences.of(match.start())
        sentence = max(start, section.start), min(end, section.end)
        time = _time(drafting, match.start(), match.end(), sentence)
        ends = _NEXT_CLAUSE.search(drafting.plain, match.end(), sentence[1])
        until = min(match.end() + 60, ends.start() if ends else sentence[1])
        unit = _UNIT.search(cased, match.start(), until)
        at = unit.span("unit") if unit and _is_care(unit["unit"]) else None
        by_the_way = match[0].endswith("until")
        told = Whose.OPEN if by_the_way else told
        yield as_sure_as(told, Happening(*match.span(), time, at))


def _is_care(name: str) -> bool:
    return english_place_kind(name) == "hospital"


def _time(drafting: Drafting, start: int, end: int, sentence: tuple[int, int]) -> Time | None:
    """The time of a verb: the next in its sentence before another verb could claim it, or the last."""
    after = drafting.times_in(end, sentence[1])
    before = drafting.times_in(sentence[0], start)
    if after and not re.search(
        r";|, (?:and )?(?:was|then|he|she|they)\b| and was ", drafting.plain[end : after[0].start]
    ):
        until = _UNTIL.search(drafting.plain, end, after[0].start)
        return None if until else after[0]
    if not before or is_told_later(drafting.plain[before[-1].end : start]):
        return None
    return before[-1]


def _stays(drafting: Drafting, cased: str, section: Section) -> None:
    for match in _his(drafting, section, _STAY, cased):
        name = match["place"]
        if _is_care(name) or _NOT.search(drafting.plain, max(match.start() - 24, 0), match.start()):
            continue
        time = _time(drafting, *match.span("place"), drafting.sentences.of(match.start()))
        said = drafting.words(*match.span("place"), 0.9)
        place = drafting.add(
            "place", {"name": said, "kind": replace(said, value=english_place_kind(name))}
        )
        fields: dict[str, Value | None] = {
            "place": said,
            "place_kind": replace(said, value=english_place_kind(name)),
            "activity": drafting.words(*match.span("what"), 0.8),
            "when": drafting.when(time) if time else None,
        }
        doubts = () if time else (Doubt("when", "time_not_said", ""),)
        drafting.add("stay", fields, {"person": section.person, "place": place}, doubts)


def _journeys(drafting: Drafting, cased: str, section: Section) -> None:
    for match in _his(drafting, section, _VEHICLE, cased):
        means = next(
            name for name in ("train", "flight", "coach", "bus", "ship", "taxi") if match[name]
        )
        sentence = drafting.sentences.of(match.start())
        if means == "coach" and re.match(r" \d", cased[match.end(means) : match.end(means) + 2]):
            continue  # coach 5 is a carriage
        clause = _clause(drafting, match.start(), sentence)
        time = _time_of_ride(drafting, match, sentence, clause)
        number = "number" if match["number"] else "route"
        fields: dict[str, Value | None] = {
            "means": drafting.value(means, *match.span(means)),
            "number": drafting.words(*match.span(number)) if match[number] else None,
            "when": drafting.when(time, 0.9) if time else None,
        }
        fields |= _route(drafting, cased, match, clause)
        for name, pattern in _PLACE_ABOARD.items():
            found = pattern.search(cased, match.end(), sentence[1])
            fields[name] = drafting.words(*found.span("n")) if found else None
        drafting.add("journey", fields, {"person": section.person})


def _time_of_ride(
    drafting: Drafting, ride: re.Match[str], sentence: tuple[int, int], clause: tuple[int, int]
) -> Time | None:
    """Returned on 18 January by train, and fell ill on 20 January: the next day is not the ride's."""
    plain = drafting.plain
    before = drafting.time_before(ride.start(), clause[0])
    if before and _RODE_BY.fullmatch(plain, before.end, ride.start()):
        return before
    time = _time(drafting, *ride.span(), sentence)
    if time is None:
        return None
    if time.start < ride.end():
        return _its_day(drafting, time, ride.start())
    between = ride.end(), time.start
    of_another = any(verb.search(plain, *between) for verb in (*TRIGGERS.values(), _WHEN_ELSE))
    return before if of_another else time


def _its_day(drafting: Drafting, time: Time, at: int) -> Time:
    """Was at the mall between 10 and 11 am, and took the bus: that day, and not those hours."""
    if time.end > at or not re.search(r",|\band\b|\bthen\b", drafting.plain[time.end : at]):
        return time
    return replace(time, when=When.day(time.day, drafting.zone))


def _clause(drafting: Drafting, at: int, sentence: tuple[int, int]) -> tuple[int, int]:
    """The part of a sentence that tells of one ride: up to the next that he takes then."""
    ends = [end.span() for end in _THEN.finditer(drafting.plain, *sentence)]
    start = max((last for _, last in ends if last <= at), default=sentence[0])
    return start, min((first for first, _ in ends if first >= at), default=sentence[1])


def _route(
    drafting: Drafting, cased: str, vehicle: re.Match[str], clause: tuple[int, int]
) -> dict[str, Value | None]:
    if route := _ROUTE.search(cased, *clause):
        return {
            "from_place": drafting.words(*route.span("from"), 0.9),
            "to_place": drafting.words(*route.span("to"), 0.9),
        }
    left = _LEFT.match(cased, vehicle.end())
    to = _REACHED.match(cased, vehicle.end())
    came = _CAME.search(cased, clause[0], vehicle.start())
    start = left.span("place") if left else came.span("from") if came else None
    return {
        "from_place": drafting.words(*start, 0.9) if start else None,
        "to_place": drafting.words(*to.span("place"), 0.9) if to else None,
    }


def _came(drafting: Drafting, cased: str, section: Section) -> None:
    """Returned from Wuhan: a journey of which nobody says how it was made."""
    for match in _his(drafting, section, _CAME, cased):
        sentence = drafting.sentences.of(match.start())
        if _VEHICLE.search(cased, *sentence):
            continue
        time = _time(drafting, match.start(), match.end(), sentence)
        fields: dict[str, Value | None] = {
            "from_place": drafting.words(*match.span("from"), 0.9),
            "to_place": drafting.words(*match.span("to"), 0.9) if match["to"] else None,
            "when": drafting.when(time, 0.9) if time else None,
        }
        drafting.add("journey", fields, {"person": section.person})


#: Flew to Kuala Lumpur: a journey that does not say from where.
_WENT = re.compile(rf"\b(?P<verb>(?i:flew|drove|travell?ed)) to (?P<to>{_NAMES})")
_MEANS = {"flew": "flight", "drove": "car"}


def _went(drafting: Drafting, cased: str, section: Section) -> None:
    """Flew to Kuala Lumpur on 12 February."""
    for match in _his(drafting, section, _WENT, cased):
        sentence = drafting.sentences.of(match.start())
        clause = _clause(drafting, match.start(), sentence)
        not_done = _NOT.search(drafting.plain, max(match.start() - 24, 0), match.start())
        if not_done or _VEHICLE.search(cased, *clause) or _CAME.search(cased, *clause):
            continue
        time = _time(drafting, *match.span(), clause)
        means = _MEANS.get(match["verb"].lower())
        fields: dict[str, Value | None] = {
            "means": drafting.value(means, *match.span("verb"), 0.9) if means else None,
            "to_place": drafting.words(*match.span("to"), 0.9),
            "when": drafting.when(time, 0.9) if time else None,
        }
        drafting.add("journey", fields, {"person": section.person})


def _totals(drafting: Drafting, people: Sequence[Section]) -> None:
    for match in _TOTAL.finditer(drafting.plain):
        what = match["kind"] or next(
            name for name, *groups in _KINDS if any(map(match.group, groups))
        )
        sentence = drafting.sentences.of(match.start())
        until = next(
            (
                t
                for t in drafting.times_in(*sentence)
                if re.search(
                    r"(?:as of|up to|until|by) (?:\S+ ){0,3}$",
                    drafting.plain[max(t.start - 24, 0) : t.start],
                )
            ),
            None,
        )
        number = int(match["n"].replace(",", ""))
        fields: dict[str, Value | None] = {
            "what": drafting.value(what, *match.span()),
            "number": drafting.value(number, *match.span("n")),
            "until": drafting.when(until) if until else None,
        }
        if new := _NEW.search(match[0]):
            fields["new"] = drafting.value(
                True, match.start() + new.start(), match.start() + new.end()
            )
        # In the story of a case they may be his.
        told_in = match["contacts"] and any(s.start <= match.start() < s.end for s in people)
        drafting.add("total", less_sure(fields, OPEN) if told_in else fields)


def _orders(drafting: Drafting) -> None:
    for match in _HOURS.finditer(drafting.plain):
        start, end = drafting.sentences.of(match.start("hours"))
        begin = max(match.start("action"), start)
        begin += len(drafting.plain[begin:end]) - len(drafting.plain[begin:end].lstrip())
        if begin < match.end("action"):
            drafting.add(
                "order",
                {
                    "text": drafting.words(begin, end),
                    "action": drafting.words(begin, match.end("action"), 0.8),
                    "deadline_hours": drafting.number(match, "hours"),
                },
            )
