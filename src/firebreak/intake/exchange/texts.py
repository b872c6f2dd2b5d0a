"""Texts as they come out of other systems: what no record can hold is taken out."""

import re
from collections.abc import Mapping

#: Control characters no record keeps (a line break and a tab are text), and half characters.
BROKEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
BLANKS = "\u3000\xa0\u200b\ufeff \t\r\n"


def tidy(text: str) -> str:
    """
    Return a text without blanks around it and without what no record can hold.

    Examples
    --------
    >>> tidy(" 周\\ud83d某 ")
    '周\\ufffd某'
    """
    return BROKEN.sub("\ufffd", text.replace("\r\n", "\n")).strip(BLANKS)


def words_of(concept: object) -> str:
    """
    Return the words of what is said by codes with words beside them; "" for anything else.

    Examples
    --------
    >>> words_of({"coding": [{"code": "I10"}], "text": "高血压"})
    '高血压 (I10)'
    >>> words_of({"coding": [{"code": "I10", "display": "Hypertension"}, {"code": "I10"}]})
    'Hypertension (I10)'
    """
    if not isinstance(concept, Mapping):
        return ""
    listed = concept.get("coding")
    codings = (
        [one for one in listed if isinstance(one, Mapping)] if isinstance(listed, list) else []
    )
    said = [concept.get("text"), *(one.get("display") for one in codings)]
    words = next((one for one in said if isinstance(one, str) and one), "")
    codes = (one.get("code") for one in codings)
    code = next((one for one in codes if isinstance(one, str) and one), "")
    return f"{words} ({code})" if words and code else words or code


def plain(text: str) -> str:
    """
    Return a text as two spellings of one word share it: no case, no punctuation.

    Examples
    --------
    >>> plain("Direct non-physical contact (within 1 meter) ")
    'direct non physical contact within 1 meter'
    """
    return " ".join(re.sub(r"[\W_]+", " ", text).split()).casefold()
