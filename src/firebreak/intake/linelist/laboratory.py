"""Cells of a laboratory's list: the result, how the sample was tested, and for what.

People write them into one cell as into three: `IgM阳性`, `新冠病毒核酸检测`, `阴性（-）`.
"""

import re
import unicodedata

from firebreak.engine.dates import UNKNOWN
from firebreak.intake.linelist.diseases import pathogen_named
from firebreak.intake.linelist.files import Cell
from firebreak.intake.linelist.values import (
    RESULTS,
    Read,
    Unread,
    options_of,
    read_word,
    text,
)

#: How a sample was tested, by what stands in the words for it.
METHODS = {
    "sequencing": re.compile(r"测序|(?<![a-z])[mtw]?ngs(?![a-z])|wgs|sequencing"),
    "antibody": re.compile(
        r"(?:ig[gm](?:\s*[/、+和及与]?\s*ig[gm])?)?(?:特异性|总)?(?:抗体|antibod(?:y|ies))"
        r"|ig[gm](?:\s*[/、+和及与]?\s*ig[gm])?|血清学|serology|elisa"
    ),
    "antigen": re.compile(r"抗原|antigen"),
    "pcr": re.compile(r"(?:rt[- ]?)?q?(?:rt[- ]?)?pcr|核酸(?:扩增)?|naat?|nucleic acid"),
}
_WRITTEN = {
    "pcr": "核酸检测",
    "antibody": "抗体检测",
    "antigen": "抗原检测",
    "sequencing": "基因测序",
    "other": "其他",
}
#: What else the words for a method may say; anything beside it is a test of something else.
_BESIDE = re.compile(
    r"(?:检测|检验|检查|检|测定|测试|试验|实验|项目|扩增|定性|定量|实时|荧光|法|快速|胶体金|酶联免疫|免疫层析|化学发光"
    r"|逆转录|全基因组|宏基因组|高通量|二代|基因|病毒|orf1ab|[nes](?![a-z])|real[- ]?time|quantitative|rapid"
    r"|whole genome|test(?:ing)?|assay|detection|of|for|virus|[\s\-_/、,+():：])*"
)
#: The sample was taken, and its result is still to come.
_NOT_YET = frozenset(
    {"待出", "未出", "待报", "待检", "未检", "检测中", "送检", "送检中", "pending"}
)


def read_result(cell: Cell) -> Read:
    """
    Read a result, with what some write beside it; None where it is still to come.

    Examples
    --------
    >>> [read_result(said).value for said in ("阳性（+）", "IgM阳性", "单靶标阳性", "待出")]
    ['positive', 'positive', 'inconclusive', None]
    """
    plain = _plain(cell)
    if plain in _NOT_YET:
        return Read(None)
    parts = [part for part in re.split(r"[()]", _bare(plain)) if part.strip()]
    said = {read_word(part.strip(), RESULTS, "result").value for part in parts or [plain]}
    if len(said) > 1:  # 阴性（+）
        raise Unread("result", options=options_of(RESULTS))
    return Read(said.pop())


def read_method(cell: Cell) -> Read:
    """
    Read how a sample was tested.

    Raises
    ------
    Unread
        Two are named, or the test is of something that is not on file (流感病毒核酸).

    Examples
    --------
    >>> [read_method(said).value for said in ("新冠病毒核酸检测", "RT-qPCR", "NGS", "IgM抗体")]
    ['pcr', 'pcr', 'sequencing', 'antibody']
    """
    _pathogen, plain = pathogen_named(text(cell))
    if plain in UNKNOWN:
        return Read(None)
    if plain in ("其他", "其它", "other"):
        return Read("other")
    found = [method for method, words in METHODS.items() if words.search(plain)]
    rest = plain
    for words in METHODS.values():
        rest = words.sub("", rest)
    if len(found) > 1 or not _BESIDE.fullmatch(rest):
        raise Unread("method", options=options_of(_WRITTEN))
    return Read(found[0] if found else None)


def told_by_result(cell: Cell) -> str | None:
    """
    Return the method that a result names beside itself; None if it names none.

    Examples
    --------
    >>> told_by_result("IgM阳性"), told_by_result("阳性")
    ('antibody', None)
    """
    plain = _plain(cell)
    return next((method for method, words in METHODS.items() if words.search(plain)), None)


def _bare(plain: str) -> str:
    """A result without the first mention of a method, and of the word for a test."""
    for words in METHODS.values():
        plain = words.sub("", plain, count=1)
    return re.sub(r"^(?:检测)?(?:结果)?[:：为]?", "", plain.strip())


def _plain(cell: Cell) -> str:
    return unicodedata.normalize("NFKC", text(cell)).strip().lower()
