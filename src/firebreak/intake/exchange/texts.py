"""Texts as they come out of other systems: what no record can hold is taken out."""

import re

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


def plain(text: str) -> str:
    """
    Return a text as two spellings of one word share it: no case, no punctuation.

    Examples
    --------
    >>> plain("Direct non-physical contact (within 1 meter) ")
    'direct non physical contact within 1 meter'
    """
    return " ".join(re.sub(r"[\W_]+", " ", text).split()).casefold()
