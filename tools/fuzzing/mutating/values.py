"""Values that have broken readers somewhere: of numbers, days, words, marks and characters."""

import random
import unicodedata

DAYS = (
    "2020-02-30",
    "0000-00-00",
    "0001-01-01",
    "9999-12-31",
    "9999-12-31T23:59:59+14:00",
    "0001-01-01T00:00:00-14:00",
    "2020-01-18T25:61:00Z",
    "2020-W03-6",
    "1月18日",
    "13月40日",
    "12月31日24时",
    "2月29日",
    "次日",
    "除夕",
    "大年三十",
    "43848",
    "2958466",
    "-1",
    "60",
    "1e10",
    "18.01.20",
    "01/18/2020 24:00",
    "2020年2月30日25时",
    "０１月１８日",
    "2020-01-18 09:30:00.123456789",
    "10000-01-01",
)
NUMBERS = (
    "0",
    "-0",
    "1e400",
    "-1e-400",
    "NaN",
    "Infinity",
    "9" * 5000,
    "1" * 20,
    "١٢",
    "²",
    "①",
    "十",
    "百千万亿",
    "0x10",
    "1_000",
    "1,000",
    "0.1.2",
    "½",
    "４５",
    "130000000",
    "6月龄",
    "45岁3个月",
)
TEXTS = (
    "",
    " ",
    "\u3000",
    "\0",
    "\ufeff",
    "\u202e",
    "\ufffe",
    "\x1b[31m",
    "=1+1",
    "'=cmd|' /C calc'!A0",
    "\t=1",
    " ＝1",
    "@x",
    "-1+1",
    "𠮷",
    "e\u0301",
    "%s{0}{x}",
    "%(a)s",
    "<script>&amp;&#0;&#xd800;",
    "a" * 20_000,
    "周某",
    "攸县",
    "true",
    "null",
    "#REF!",
    '"',
    "\r",
    "a\nb",
    "\u2028",
    "：",
    "/",
    "~1",
    "\ud800",
    "110101199003070011",
    "13900000001",
    "男/女",
)
EVERY = (*DAYS, *NUMBERS, *TEXTS)


def value(draw: random.Random) -> str:
    """Return one of the values, now and then two in one."""
    one = draw.choice(EVERY)
    return one if draw.random() < 0.9 else one + draw.choice(EVERY)


def twisted(text: str, draw: random.Random) -> str:
    """Return a text with one thing in it otherwise: a character, a piece, its width, its case."""
    at = draw.randrange(len(text) + 1)
    to = min(len(text), at + draw.randrange(1, 8))
    ways = (
        lambda: text[:at] + value(draw) + text[at:],
        lambda: text[:at] + text[to:],
        lambda: text[:at] + text[at:to] * draw.randrange(2, 5) + text[to:],
        lambda: text[:at] + chr(draw.choice((0x7F, 0x2000, 0xFF10, 0x4E00, 0x1F600))) + text[to:],
        lambda: "".join(_wide(one) for one in text),
        lambda: unicodedata.normalize("NFKD", text),
        lambda: text.swapcase(),
        lambda: text[::-1],
        lambda: value(draw),
    )
    return draw.choice(ways)()


def _wide(one: str) -> str:
    return chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one


def encoded(text: str, draw: random.Random) -> bytes:
    """Return the bytes of a text: mostly UTF-8, else another encoding in use, or a broken one."""
    encodings = ("utf-8",) * 6 + ("utf-8-sig", "gb18030", "utf-16", "utf-16-le")
    return in_encoding(text, draw.choice(encodings), draw)


def in_encoding(text: str, encoding: str, draw: random.Random) -> bytes:
    """Return the bytes of a text, lone surrogates replaced, left out, or (not in GB18030) kept."""
    ways = ["replace", "ignore", *(["surrogatepass"] if encoding != "gb18030" else [])]
    return text.encode(encoding, draw.choice(ways))


def decoded(content: bytes) -> str:
    """Return bytes as text, whatever they are."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", "replace")
