"""Which characters people take for one another, by ear or by eye.

By ear: the same syllable without its tone, and the pairs that speakers of the south mix up (zh/z,
n/l, f/h, -ng/-n). By eye: a short list of look-alikes. Digits and their Chinese characters are the
same. The syllables are reference data: `reference/homophones.txt`.
"""

from functools import cache
from importlib.resources import files
from itertools import pairwise

LOOK_ALIKE = (
    "己已巳", "末未", "土士", "日曰", "干千于", "天夫无", "大太犬", "人入八", "刀力", "贝见",
    "戊戌戍", "鸟乌", "治冶", "准淮", "侯候", "茶荼", "洒酒", "崇祟", "辛幸", "折拆析", "今令",
    "免兔", "竞竟", "冼洗", "芋竽竿宇", "杨扬汤", "塘溏糖", "籍藉", "廷延", "庄压", "佳住隹",
    "苑宛范", "榭谢", "圣怪", "晶昌品", "名各", "毅毁", "华毕", "园圆", "梨犁", "沙纱", "栗粟",
    "荷何苛", "浦蒲", "洲州", "桔橘", "龙尤", "白自", "王玉主", "田由甲申", "木本术", "口囗",
    "北比", "东车", "西酉", "市巾", "弋戈", "汨汩", "卢芦", "琴琹", "渌绿碌", "醴澧", "攸悠",
)  # fmt: skip
DIGITS = dict(zip("0123456789〇零", "〇一二三四五六七八九〇〇", strict=True))
MIXED_UP = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("f", "h"))


@cache
def syllables() -> dict[str, str]:
    """Each character's toneless syllable."""
    lines = files("firebreak.engine.reference").joinpath("homophones.txt").read_text("utf-8")
    pairs = [line.split() for line in lines.splitlines() if line and not line.startswith("#")]
    return {character: syllable for syllable, characters in pairs for character in characters}


@cache
def _look_alike() -> dict[str, frozenset[str]]:
    groups: dict[str, set[str]] = {}
    for group in LOOK_ALIKE:
        for character in group:
            groups.setdefault(character, set()).update(group)
    return {character: frozenset(group) for character, group in groups.items()}


def sound(character: str) -> str | None:
    """
    Return what a character sounds like to a southern ear, or None if it has no reading here.

    Examples
    --------
    >>> sound("名") == sound("茗"), sound("景") == sound("晶"), sound("毅") == sound("一")
    (True, True, True)
    >>> sound("春") == sound("青")
    False
    """
    syllable = syllables().get(character)
    if syllable is None:
        return None
    for hard, soft in MIXED_UP:
        if syllable.startswith(hard):
            syllable = soft + syllable.removeprefix(hard)
            break
    return syllable.removesuffix("g") if syllable.endswith("ng") else syllable


def easily_confused(one: str, other: str) -> bool:
    """
    Say whether two characters are taken for one another.

    Examples
    --------
    >>> easily_confused("苑", "园"), easily_confused("己", "已"), easily_confused("1", "一")
    (True, True, True)
    >>> easily_confused("东", "西"), easily_confused("1", "2")
    (False, False)
    """
    one, other = DIGITS.get(one, one), DIGITS.get(other, other)
    if one == other:
        return True
    if one in DIGITS.values() or other in DIGITS.values():  # "一组" and "七组" are two places
        return _either_is_a_word(one, other)
    heard = sound(one)
    if heard is not None and heard == sound(other):
        return True
    return other in _look_alike().get(one, frozenset())


def _either_is_a_word(one: str, other: str) -> bool:
    both_are_digits = one in DIGITS.values() and other in DIGITS.values()
    return not both_are_digits and sound(one) is not None and sound(one) == sound(other)


def is_other_spelling(one: str, other: str) -> bool:
    """
    Say whether two names differ by one easily confused character, in the same place.

    Names shorter than three characters are never compared: "一组" and "乙组" are two groups.

    Examples
    --------
    >>> is_other_spelling("佳安名苑", "佳安茗苑")
    True
    >>> is_other_spelling("春藤小镇", "青藤小镇")
    False
    """
    if len(one) != len(other) or len(one) < 3 or one == other:
        return False
    differing = [pair for pair in zip(one, other, strict=True) if pair[0] != pair[1]]
    return len(differing) == 1 and easily_confused(*differing[0])


def edit_distance(one: str, other: str) -> int:
    """
    Count the fewest characters to put in, take out or change to make `one` into `other`.

    Examples
    --------
    >>> edit_distance("荷塘佳苑", "荷塘佳苑小区")
    2
    """
    row = list(range(len(other) + 1))
    for i, character in enumerate(one, start=1):
        above, row = row, [i]
        for j, (diagonal, straight) in enumerate(pairwise(above), start=1):
            changed = diagonal + (character != other[j - 1])
            row.append(min(changed, straight + 1, row[j - 1] + 1))
    return row[-1]
