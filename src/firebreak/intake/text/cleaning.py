"""From what was pasted or sent to plain text: bytes decoded, HTML unwrapped, control marks dropped.

Comes in: bytes or text. Goes out: the text that spans refer to, and notes of what was done to it.
"""

import re
from html.parser import HTMLParser

from firebreak.intake.drafts import Note, ReadingError

BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "br",
        "dd",
        "div",
        "dl",
        "dt",
        "figcaption",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "td",
        "th",
        "tr",
        "ul",
        "title",
    ]
)
SILENT = frozenset(["script", "style", "head", "noscript", "template"])
_HTML = re.compile(
    r"<(?:!doctype|html|head|body|p|div|br|span|section|table|td|li|a|b|strong|font|h[1-6])\b[^<>]{0,2000}>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:nbsp|lt|gt|amp|quot|ldquo|rdquo|middot|#\d{2,6}|#x[0-9a-fA-F]{2,5});")
#: What opens no tag, or one that nothing closes before the next: a sign, and not looked for again.
_LESS_THAN = re.compile(r"<(?![/!?]?[a-zA-Z\[][^<>]*>)")
#: Not to be read, and not to be stored: C0 and C1 controls, directions, joiners, marks of order.
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064"
    "\u2066-\u206f\ufeff\ufff9-\ufffb]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_LINE_END = re.compile("\r\n?|\x0c|\x85|\u2028|\u2029")
#: Texts longer than this are no report of cases; the longest edition of a newspaper has fewer
#: characters. It takes twenty seconds to read.
LONGEST = 500_000


#: Common characters that only traditional writing has.
_TRADITIONAL = frozenset(
    "確發熱與於來後個們這時間門開關學醫師體溫陽陰檢測區縣號從國歲傳觸離證說過無當車點並應對樣員務動總計現場經診為"
)
MANY = 8


def is_traditional(words: str) -> bool:
    """
    Say whether a text is written in traditional characters, of which the rules know few.

    Examples
    --------
    >>> is_traditional("患者於1月28日發熱,1月30日到醫院檢測,2月1日確診,與親屬同車。")
    True
    >>> is_traditional("患者于1月28日发热，1月30日到医院检测。")
    False
    """
    return sum(character in _TRADITIONAL for character in words) >= MANY


def decode(data: bytes) -> str:
    """
    Return the text of a file: UTF-8 or UTF-16 by its mark, UTF-8, else GB18030.

    Raises
    ------
    ReadingError
        `not_text`: it is none of these, or holds zero bytes as no text does.

    Examples
    --------
    >>> decode("病例3".encode("gb18030"))
    '病例3'
    """
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if data.startswith(mark):
            return _decoded(data, encoding)
    if b"\x00" in data:
        raise ReadingError("not_text")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decoded(data, "gb18030")


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise ReadingError("not_text") from None


def clean(text: str) -> tuple[str, tuple[Note, ...]]:
    """
    Return the text to be read and stored, and notes of what was changed.

    Raises
    ------
    ReadingError
        `too_long`: more than `LONGEST` characters.

    Examples
    --------
    >>> clean("<p>病例3&nbsp;1月18日</p><p>发病</p>")[0]
    '病例3 1月18日\\n发病'
    """
    if len(text) > LONGEST:
        raise ReadingError("too_long", characters=len(text), most=LONGEST)
    notes: list[Note] = []
    text, surrogates = _SURROGATE.subn("\ufffd", text)
    if surrogates:
        notes.append(Note("surrogates", None, {"characters": surrogates}))
    if _HTML.search(text) or _ENTITY.search(text):
        text = _unwrapped(text)
        notes.append(Note("html"))
    text, controls = _CONTROL.subn("", text)
    if controls:
        notes.append(Note("control_characters", None, {"characters": controls}))
    return _spaced(text), tuple(notes)


def _spaced(text: str) -> str:
    return _LINE_END.sub("\n", text).replace("\u00a0", " ").strip("\n")


def _unwrapped(text: str) -> str:
    words = _Words()
    words.feed(_LESS_THAN.sub("&lt;", _without_comments(text)))
    words.close()
    joined = _SURROGATE.sub("\ufffd", "".join(words.parts))
    return re.sub(r" ?\n[ \n]*", "\n", joined).strip()


def _without_comments(text: str) -> str:
    """
    A page without its comments.

    The parser looks for the end of each that has none through all of the page: a page of nothing
    else would take it hours.
    """
    kept, at = [], 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        kept.append(text[at:start])
        at = end + 3
    return "".join([*kept, text[at:]])


class _Words(HTMLParser):
    """The words of a page, a line for each block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent = 0

    def parse_html_declaration(self, i: int) -> int:
        """Of `<![CDATA[` and its like too: in a page they are comments, whatever they are called."""
        if self.rawdata.startswith("<![", i):
            return self.parse_bogus_comment(i)
        return super().parse_html_declaration(i)

    def handle_starttag(self, tag: str, _attributes: object) -> None:
        if tag in BLOCKS:
            self.parts.append("\n")
        self.silent += tag in SILENT

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self.parts.append("\n")
        self.silent = max(self.silent - (tag in SILENT), 0)

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(re.sub(r"[ \t\r\n\f\v\u00a0]+", " ", data))
