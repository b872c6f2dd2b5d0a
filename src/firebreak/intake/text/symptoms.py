"""Symptoms as told: their words, and the codes of the record that they name."""

import re
from collections.abc import Iterator

from firebreak.intake.text.lexicons import ENGLISH_SYMPTOMS, SYMPTOMS
from firebreak.intake.text.people import Section
from firebreak.intake.text.whose import Whose, WhoseAt, leads_to_another

SYMPTOM = re.compile(
    f"(?:{'|'.join(sorted([*SYMPTOMS, *ENGLISH_SYMPTOMS], key=len, reverse=True))})(?!门诊|病人|患者)"
)
#: 无发热, 不咳嗽; but 无明显诱因出现发热, 无力、发热, 不适、发热.
_NOT = r"(?:无(?!力|明显(?:诱因|原因)|诱因|特殊诱因)|没有|未|否认|不(?!适|舒|通|振))"
_DENIED = re.compile(rf"(?:{_NOT}|\bno |without )[^,。;]{{0,8}}$")
#: 咳嗽,无发热、气促: denied to the end of the clause.
_DENIED_ROW = re.compile(rf"{_NOT}[^,。;]*")
_MORE = re.compile(rf"(?:[、,伴及和]|以及|并| |and |a |an )*(?:伴|有|出现)?(?:{SYMPTOM.pattern})")
SYMPTOM_CODES = (
    ("fever", re.compile("热|烧|fever")),
    ("cough", re.compile("咳|cough")),
    ("chest_pain", re.compile("胸闷|胸痛|chest")),
    ("dyspnoea", re.compile("气促|气短|气喘|气急|呼吸(?!道|系统)|breath|dyspn")),
    ("diarrhoea", re.compile("腹泻|diarrh")),
    ("fatigue", re.compile("乏力|无力|fatigue|tired|weak")),
    ("sore_throat", re.compile("咽|喉|嗓|throat")),
)


def symptom_codes(words: str) -> tuple[str, ...]:
    """
    Return the symptoms of the record (`Check.Symptom`) that some words name.

    Examples
    --------
    >>> symptom_codes("发热、咳嗽、胸闷")
    ('fever', 'cough', 'chest_pain')
    """
    return tuple(code for code, pattern in SYMPTOM_CODES if pattern.search(words))


def affirmed_codes(words: str) -> tuple[str, ...]:
    """
    Return the symptoms that some words name and do not deny.

    Examples
    --------
    >>> affirmed_codes("咳嗽、咽痛,无发热、气促"), affirmed_codes("无力、发热")
    (('cough', 'sore_throat'), ('fever', 'fatigue'))
    """
    return symptom_codes(_DENIED_ROW.sub("", words))


def symptoms_told(plain: str, section: Section, whose_at: WhoseAt) -> Iterator[tuple[int, int]]:
    """Yield where a section names symptoms of its person, those in one row of words together."""
    at = section.start
    while match := SYMPTOM.search(plain, at, section.end):
        at = end = match.end()
        if _DENIED.search(plain, max(match.start() - 10, 0), match.start()):
            continue
        if whose_at(plain, section, match.start()) is not Whose.HIS:
            continue
        if leads_to_another(plain, section, end):
            continue  # 接触其发热的同事
        while more := _MORE.match(plain, end):
            end = more.end()
        yield match.start(), end
