"""Whose it is, what an English sentence tells, as `whose` says it of a Chinese one.

`Her husband, a 31-year-old man, developed fever` tells of him to the end of the sentence, or until
`she` or the case is named again; whose `he` is after `His father` stays open. `with her husband`, `visited her mother` tell of her.
So does `husband of a woman who was confirmed` of the woman, to the end of the clause. Whom no word of
kin names (`Her landlord died`, `The driver fell ill`) may be another: what is told stays open.
"""

import re
from typing import TYPE_CHECKING

from firebreak.intake.text.whose import Whose

if TYPE_CHECKING:
    from firebreak.intake.text.people import Section

KIN = (
    r"(?:(?:step|grand|great-grand)?(?:mother|father|parents?|son|daughter|child|children|sister|brother)s?(?:-in-law)?|wife|husband|spouse|partner"
    r"|girlfriend|boyfriend|fianc[eé]e?|uncle|aunt|cousin|nephew|niece|twin|baby|roommate|flatmate|housemate|colleague|co-?worker|friend|neighbou?r|classmate"
    r"|relative|contact|family|driver|boss)s?"
)
ADJECTIVES = r"(?:(?!and\b)[\w-]+ ){0,3}?"
_PRONOUN = {"her": "she", "his": "he", "their": "they"}
WOMAN = (
    r"\b(?:\w+-?)?(?:mother|sister|daughter|wife|girlfriend|fianc[eé]e|aunt|niece)s?(?:-in-law)?\b"
)
MAN = r"\b(?:\w+-?)?(?:father|brother|son|husband|boyfriend|fianc[eé]|uncle|nephew)s?(?:-in-law)?\b"
#: Of whom a pronoun is not said.
_IS_NOT = {"he": re.compile(WOMAN), "she": re.compile(MAN)}
#: Her husband, one of his colleagues, another friend, the patient's mother.
_OTHER = re.compile(
    rf"(?:\b(?:(?:one|two|three|four|five|some|both|\d+) of )?(?P<owner>his|her|their)|\b(?:(?:the (?:patient|case)|(?:case|patient) (?P<number>\d{{1,5}}))['’]s)"
    rf"|\b(?:a|another|an)(?= (?:{KIN})\b(?! of\b)))"
    rf" {ADJECTIVES}(?:{KIN})\b(?!['’]s?\b|-|s['’]| (?:home|house|flat|name|birthday|funeral|wedding|party|of\b))"
)
#: Case 32: his wife, female, 38: what she is, right after her number.
KIN_OF_THE_ONE_BEFORE = re.compile(
    rf" ?[:,(-]? ?(?:is |was )?(?P<owner>his|her) (?P<relation>{ADJECTIVES}(?:{KIN}))(?=[,.;:)]| aged\b| \(|\n|$)"
)
#: Where a subject stands: at the head of a sentence or a clause.
_HEAD = re.compile(
    r"(?:^|[,;:(]|\b(?:and|while|whilst|when|after|before|because|since|but|that|where|as|until|once|although|whose|said|both)) *[\"“']?$"
)
_WHOSE = re.compile(rf"\bwhose {ADJECTIVES}(?:{KIN})\b")
#: She and her husband came: of her too.
_TOGETHER = re.compile(
    r"\b(?:s?he|they|patient|case(?: \d{1,5})?|woman|man|girl|boy|mr\.? \w+|mrs\.? \w+|ms\.? \w+),? (?:and|with) *$"
)
#: Husband of a woman (28) who was confirmed: of her, to the end of the clause.
_WHO = re.compile(
    rf"(?<!one )\b(?:of|with|by|to|from|near|met|infected|visited|nursed|treated|drove|carried) (?:(?:an?|another|the|his|her|their|one|some|two|three) )?{ADJECTIVES}"
    rf"(?:wom[ae]n|m[ae]n|boy|girl|person|people|patient|passenger|travell?er|resident|case(?: \d{{1,5}})?|{KIN})s?(?: aged \d{{1,3}})?(?: ?\([^()]{{0,40}}\))?(?:,? (?:case|patient) \d{{1,5}})?,? who\b"
)
_CLAUSE_ENDS = re.compile(r",|\band\b")
#: A verb is not longer.
VERB = 12
BEFORE = 80  # characters before a word that say whether it heads its clause
_DID = r"(?= (?:was|were|had|has|have|died|fell|became|returned|developed|tested|travell?ed|came|c[ao]me|flew|arrived|visited|went|took|showed|felt|passed|drove|attended|stayed)\b)"
#: Her symptoms, his test: nobody.
_THING = (
    r"(?:symptoms?|temperature|fever|cough|throat|breathing|breath|condition|tests?|samples?|swabs?|specimens?|results?|onset|illness|disease|infection|pneumonia|x-rays?|scans?|ct|images?|diagnosis|flight|train|bus|car|ship|vehicle|trip|journey|travels?|tour|home"
    r"|house|flat|death|discharge|isolation|quarantine|status|cases?|blood|oxygen|chest|lungs?|state|health|stay|history|movements?|activities|itinerary|treatment|recovery|name|age|sex|day|days|own|last|first|exposure|admission|hospital|school|company|office|workplace|unit|village|town|city)"
)
#: Her landlord, the driver: whom no word of kin names.
_STRANGER = re.compile(
    rf"(?:\b(?P<owner>his|her|their)|\b(?:the (?:patient|case)|(?:case|patient) \d{{1,5}})['’]s) (?:[\w-]+ ){{0,2}}?(?P<noun>(?!{_THING}\b)[a-z-]{{3,}}){_DID}"
    rf"|\b(?:the|an?|another|one) (?:[\w-]+ ){{0,2}}?(?P<one>(?!doctor|fever|number|order|cluster|center|other|another)[a-z]+(?:er|or|ist|ian|mate|lord|lady|dant)|student|resident|president|guest|boss|chef|nurse){_DID}"
)
#: …, and case 3 was confirmed; cases 3, 4 and 5 were: by their numbers.
_NUMBERED = re.compile(
    rf"\b(?:cases|patients) (?P<many>\d{{1,5}}(?:, \d{{1,5}})*,? (?:and|to|&) \d{{1,5}})\b|\b(?:case|patient)(?: no\.?)? ?#?(?P<number>\d{{1,5}})\b(?!['’]){_DID}"
)
_FIRST = re.compile(r"[\s\"“')]*(?:(?P<she>she)|he)\b")
_SEX = re.compile(r"\b(?:(?P<female>woman|female|girl|mrs|ms)|man|male|boy|mr)\b")
#: So far from the head of a section it is said what its person is.
DESCRIBED = 120
_HIMSELF = r"the (?:patient|case)\b(?!['’])|the (?:man|woman|boy|girl|nurse|doctor)\b|they (?:both|all)\b|both\b"


def whose_english(plain: str, section: "Section", start: int, at: int) -> Whose:
    """Say whose it is what is told at a character of the sentence of a section that begins there."""
    if _is_of_the_other_sex(plain, section, start):
        return Whose.OTHERS
    herself = KIN_OF_THE_ONE_BEFORE.match(plain, section.head)
    begins = max(start, herself.end()) if herself else start
    found = [one for one in _OTHER.finditer(plain, begins, at) if _is_subject(plain, start, one)]
    found += _WHOSE.finditer(plain, start, at)
    found += _WHO.finditer(plain, start, at)
    found += _strangers(plain, section, start, at)
    found += _by_number(plain, section, start, at)
    if not found:
        return Whose.HIS
    last = max(found, key=lambda one: one.start())
    if last.re is _WHO:
        return _of_whom(plain, section, last, at)
    if _again(plain, section, last, at) or _clause_is_over(plain, last, at):
        return Whose.HIS
    return _by_pronoun(plain, last, at)


def named_from(plain: str, start: int, at: int) -> int:
    """Return where the one is named of whom a sentence tells at a character; its start, if nowhere."""
    found = [one.start() for one in _OTHER.finditer(plain, start, at)]
    return found[-1] if found else start


def _strangers(plain: str, section: "Section", start: int, at: int) -> list[re.Match[str]]:
    """Who heads a clause and is not what the person of the section is said to be."""
    found = _STRANGER.finditer(plain, max(start, section.head), at + VERB)
    said = plain[section.start : section.head + DESCRIBED].partition(".")[0]
    heads = (one for one in found if one.end() <= at and _is_subject(plain, start, one))
    return [one for one in heads if (one["noun"] or one["one"]) not in said]


def _by_number(plain: str, section: "Section", start: int, at: int) -> list[re.Match[str]]:
    """Other cases that head a clause."""
    own = plain[slice(*section.number)] if section.number else ""
    found = _NUMBERED.finditer(plain, max(start, section.head), at + VERB)
    others = (one for one in found if one.end() <= at and (one["many"] or one["number"] != own))
    return [one for one in others if _is_subject(plain, start, one)]


def _of_whom(plain: str, section: "Section", last: re.Match[str], at: int) -> Whose:
    """…, husband of a woman who was confirmed: she was; what follows after a comma is his."""
    if _again(plain, section, last, at):
        return Whose.HIS
    ends = _CLAUSE_ENDS.search(plain, last.end(), at)
    if ends is None:
        return Whose.OTHERS
    return Whose.HIS if "," in plain[last.end() : at] else Whose.OPEN


def sex_of_kin(word: str) -> str | None:
    """
    Return the sex that a word for a relative says.

    Examples
    --------
    >>> sex_of_kin("wife"), sex_of_kin("younger brother"), sex_of_kin("colleague")
    ('female', 'male', None)
    """
    if re.search(WOMAN, word):
        return "female"
    return "male" if re.search(MAN, word) else None


def _is_of_the_other_sex(plain: str, section: "Section", start: int) -> bool:
    """A sentence of him, in what is told of a woman: He was admitted on 1 February."""
    pronoun = _FIRST.match(plain, start)
    said = _SEX.search(plain, section.start, min(section.end, section.start + 120))
    if not pronoun or not said or start <= said.start():
        return False
    return bool(pronoun["she"]) != bool(said["female"])


def _clause_is_over(plain: str, last: re.Match[str], at: int) -> bool:
    """…, whose wife returned from Wuhan on 18 January, developed fever: he did."""
    after = plain[last.end() : at]
    return last.re is _WHOSE and "," in after and not after.startswith(",")


def _is_subject(plain: str, start: int, found: re.Match[str]) -> bool:
    before = plain[max(start, found.start() - BEFORE) : found.start()]
    return bool(_HEAD.search(before)) and not _TOGETHER.search(before)


def _again(plain: str, section: "Section", last: re.Match[str], at: int) -> bool:
    """Whether the person of the section is named after another was: …, and she was admitted."""
    own = [rf"\b{_HIMSELF}"]
    if section.number:
        own.append(rf"\b(?:case|patient) (?:no\.? )?#?{plain[slice(*section.number)]}\b(?!['’])")
    if section.name:
        own.append(rf"{re.escape(plain[slice(*section.name)])}\b(?!['’])")
    return bool(re.compile("|".join(own)).search(plain, last.end(), at))


def _by_pronoun(plain: str, last: re.Match[str], at: int) -> Whose:
    """His wife …, and he: he did; his father …, and he: either."""
    owner = last.groupdict().get("owner")
    pronoun = re.compile(rf"\b(?:{_PRONOUN[owner] if owner else 's?he|they'})\b")
    said = pronoun.search(plain, last.end(), at)
    if said is None:
        return Whose.OPEN if last.re is _STRANGER else Whose.OTHERS
    may_be_the_other = said[0] != "they" and not _IS_NOT[said[0]].search(last[0])
    return Whose.OPEN if may_be_the_other else Whose.HIS
