"""Names of diseases as lists write them, each with the pathogen on file that it means.

A disease that is none of these is never taken for the one that is watched: its row is refused.
"""

import re
import unicodedata
from functools import cache

from firebreak.engine.dates import UNKNOWN
from firebreak.engine.reference.pathogens.on_file import pathogen, pathogens
from firebreak.intake.linelist.files import Cell
from firebreak.intake.linelist.problems import listed
from firebreak.intake.linelist.values import Read, Unread, text

#: Pathogen -> what its disease or itself is called, beside its name on file.
DISEASES = {
    "sars-cov-2": "新型冠状病毒肺炎|新型冠状病毒感染的肺炎|新型冠状病毒感染|新型冠状病毒|新冠病毒肺炎"
    "|新冠病毒感染|新冠肺炎|新冠感染|新冠病毒|新冠|novel coronavirus pneumonia"
    "|novel coronavirus|coronavirus disease 2019|covid-19|covid19|covid 19|covid|sars-cov-2"
    "|sars cov 2|2019-ncov|ncov|ncp|u07.1",
    "sars-cov": "传染性非典型肺炎|严重急性呼吸综合征|非典型肺炎|非典|sars-cov|sars",
    "mers-cov": "中东呼吸综合征冠状病毒|中东呼吸综合征|middle east respiratory syndrome|mers-cov|mers",
    "measles": "麻疹病毒|麻疹|measles virus|measles|rubeola",
    "ebola": "埃博拉病毒病|埃博拉出血热|埃博拉病毒|埃博拉|ebola virus disease|ebola virus|ebola|evd",
    "mpox": "猴痘病毒|猴痘|monkeypox|mpox",
    "influenza-a-h1n1pdm09": "甲型h1n1流行性感冒|甲型h1n1流感病毒|甲型h1n1流感|甲型h1n1|甲流h1n1"
    "|influenza a(h1n1)|influenza a h1n1|h1n1pdm09|h1n1",
}


def read_disease(cell: Cell) -> Read:
    """
    Read the name of a disease as its pathogen; None where it is not said.

    Raises
    ------
    Unread
        It is none of those on file.

    Examples
    --------
    >>> read_disease("新型冠状病毒肺炎").value, read_disease("Measles").value
    ('sars-cov-2', 'measles')
    """
    said = _plain(text(cell))
    if said in UNKNOWN:
        return Read(None)
    if said not in _names():
        raise Unread("disease", options=listed_names())
    return Read(_names()[said])


def pathogen_named(words: str) -> tuple[str | None, str]:
    """
    Return the pathogen that words name, and the words without its name.

    Examples
    --------
    >>> pathogen_named("麻疹病毒核酸检测"), pathogen_named("RT-PCR")
    (('measles', '核酸检测'), (None, 'rt-pcr'))
    """
    said = _plain(words)
    for name in sorted(_names(), key=len, reverse=True):
        if found := re.search(rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])", said):
            return _names()[name], said[: found.start()] + said[found.end() :]
    return None, said


def listed_names() -> dict[str, str]:
    """Return the names of the diseases on file, by language."""
    named = [pathogen(key).name for key in pathogens()]
    return {
        "en": listed(name.of("en") for name in named)["en"],
        "zh": listed(name.of("zh") for name in named)["zh"],
    }


@cache
def _names() -> dict[str, str]:
    """Name in small letters -> pathogen."""
    names = {key: key for key in pathogens()}
    for key in pathogens():
        names |= {_plain(pathogen(key).name.of(language)): key for language in ("en", "zh")}
        names |= dict.fromkeys(DISEASES.get(key, key).split("|"), key)
    return names


def _plain(written: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", written)).strip().lower()
