"""Recognising a unit by what people write: its code, its name, its short name, an old name.

Comes in: the units on file (`KnownUnit`). A name that is no unit of the city but is a division of
the country is "elsewhere"; anything else is unknown, and the nearest names are suggested.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files

COUNTY_LEVEL = ("county", "zone")
SUFFIXES = (
    "高新技术产业开发区",
    "经济技术开发区",
    "示范区",
    "开发区",
    "自治县",
    "自治州",
    "街道办事处",
    "街道办",
    "街道",
    "地区",
    "省",
    "市",
    "区",
    "县",
    "州",
    "盟",
    "镇",
    "乡",
    "村",
)
#: An address in full has fewer characters; what is longer is no name.
LONGEST = 120
MOST_NEAR = 3  # names that are offered for one that is not on file
FAR = ("境外", "国外", "外国", "香港", "澳门", "台湾", "港澳台", "外省", "外市", "abroad")


@dataclass(frozen=True)
class KnownUnit:
    """
    A unit on file, by every name and code it goes or went by.

    Parameters
    ----------
    key
        What identifies it to whoever asks (its id on file).
    name, short, name_en
        As it is called now.
    kind
        One of `firebreak.engine.kinds.UNIT_KINDS`.
    code
        The office's own code.
    codes
        Its division codes, old ones too.
    former
        Names it no longer has.
    """

    key: int
    name: str
    short: str = ""
    name_en: str = ""
    kind: str = "county"
    code: str = ""
    codes: tuple[str, ...] = ()
    former: tuple[str, ...] = ()


@dataclass(frozen=True)
class UnitFound:
    """The unit that was meant; `renamed` if by a name it no longer has."""

    unit: KnownUnit
    renamed: bool = False


@dataclass(frozen=True)
class Elsewhere:
    """A division outside the city, as written."""

    text: str


class UnitBook:
    """
    The units on file, to be found by what people write.

    Examples
    --------
    >>> city = KnownUnit(2, "株洲市", kind="city")
    >>> book = UnitBook([KnownUnit(1, "荷塘区", codes=("430202",)), city])
    >>> book.find("荷塘").unit.key, book.find("430202").unit.key, book.find("株洲市荷塘区").unit.key
    (1, 1, 1)
    >>> book.find("荷糖区") is None, book.near("荷糖区"), book.near("清水区")
    (True, ['荷塘区'], [])
    """

    def __init__(self, units: Iterable[KnownUnit]) -> None:
        self.units = tuple(units)
        self._by_code = {code: unit for unit in self.units for code in unit.codes}
        self._by_name: dict[str, UnitFound] = {}
        self._asked: dict[str, UnitFound | None] = {}
        self._begun: dict[str, KnownUnit | None] = {}
        counties = [unit for unit in self.units if unit.kind in COUNTY_LEVEL]
        self._counties = [(name, unit) for unit in counties for name in _beginnings(unit)]
        # County-level units win a name from their hospitals and schools; full names win from short.
        ranked = sorted(self.units, key=lambda unit: unit.kind not in COUNTY_LEVEL)
        for names, renamed in ((_full, False), (_short, False), (_former, True)):
            for unit in ranked:
                for name in names(unit):
                    self._by_name.setdefault(name, UnitFound(unit, renamed))

    def __len__(self) -> int:
        return len(self.units)

    def find(self, text: str) -> UnitFound | None:
        """Return the unit that `text` names; None if none does."""
        if len(text) > LONGEST:
            return None
        if text not in self._asked:
            self._asked[text] = self._find(_plain(text))
        return self._asked[text]

    def find_code(self, text: str) -> UnitFound | None:
        """Return the unit of a division code; None if it is none of ours."""
        return self.find(text)

    def county_in(self, text: str) -> KnownUnit | None:
        """Return the county-level unit whose name an address begins with; None if none."""
        if text not in self._begun:
            plain = _plain(text)
            begun = (unit for name, unit in self._counties if plain.startswith(name))
            self._begun[text] = next(begun, None)
        return self._begun[text]

    def county_named(self, text: str) -> KnownUnit | None:
        """Return the county-level unit that a title names anywhere; None for none, or several."""
        plain = _plain(text)
        english = ((_plain(unit.name_en), unit) for _name, unit in self._counties)
        names = [*self._counties, *english]
        named = {unit.key: unit for name, unit in names if name and name in plain}
        return next(iter(named.values())) if len(named) == 1 else None

    def near(self, text: str) -> list[str]:
        """
        Return the names on file that are most like `text`, the nearest first; [] if none is.

        What every county's name ends with makes none of them near.
        """
        plain = _plain(text[:LONGEST])
        own = set(_without_suffix(plain))
        names = {_plain(unit.name): unit.name for unit in self.units}
        alike = [name for name in names if own & set(_without_suffix(name))]
        if close := get_close_matches(plain, alike, n=MOST_NEAR, cutoff=0.5):
            return [names[name] for name in close]
        digits = get_close_matches(plain, self._by_code, n=1, cutoff=0.8)
        return [self._by_code[code].name for code in digits]

    def _find(self, plain: str) -> UnitFound | None:
        if plain.isdigit():
            return self._find_code(plain)
        if found := self._by_name.get(plain):
            return found
        for end in range(len(plain) - 1, 1, -1):  # "湖南省株洲市荷塘区": the names above it
            if plain[:end] in _above() or self._is_above(plain[:end]):
                return self._find(plain[end:])
        return None

    def _is_above(self, plain: str) -> bool:
        found = self._by_name.get(plain)
        return found is not None and found.unit.kind in ("province", "city")

    def _find_code(self, code: str) -> UnitFound | None:
        """The unit of a code; of a longer one (a town's), the county it lies in."""
        for length in (len(code), 12, 9, 6):
            if unit := self._by_code.get(code[:length]):
                return UnitFound(unit)
        return None


class AnyUnitBook(UnitBook):
    """
    Takes what is written for a unit as it is written: which one is meant is found out later.

    Examples
    --------
    >>> AnyUnitBook().find(" 荷塘区 ").unit.name
    '荷塘区'
    """

    def __init__(self) -> None:
        super().__init__(())

    def find(self, text: str) -> UnitFound | None:
        """Return the words as the name of a unit."""
        return UnitFound(KnownUnit(0, text.strip(), codes=("",)))

    def find_code(self, _text: str) -> UnitFound | None:
        """Return None: a code beside a name is not the name."""
        return None


def elsewhere(text: str) -> Elsewhere | None:
    """
    Return a division of the country (or abroad) that the text begins with, as written.

    Examples
    --------
    >>> elsewhere("湖北黄石"), elsewhere("荷糖区")
    (Elsewhere(text='湖北黄石'), None)
    """
    plain = _plain(text[:LONGEST])
    provinces, divisions = _divisions()
    if plain.startswith(FAR) or plain.startswith(provinces) or plain in divisions:
        return Elsewhere(text)
    begins = (plain[:end] for end in range(3, len(plain)))
    return Elsewhere(text) if any(b in divisions and b[-1] in "市州盟县" for b in begins) else None


def kind_by_name(name: str) -> str:
    """
    Return the kind of unit that a name speaks of: of care if it names a place of care.

    Examples
    --------
    >>> kind_by_name("宝坻区人民医院"), kind_by_name("宁波市海曙区"), kind_by_name("某大学")
    ('hospital', 'county', 'school')
    """
    return next((kind for kind, words in _KINDS if words.search(name)), "county")


_KINDS = (
    ("hospital", re.compile(r"院$|医院|卫生|诊所|门诊|定点|医疗|hospital|clinic", re.I)),
    ("cdc", re.compile(r"疾控|疾病预防|cdc", re.I)),
    ("school", re.compile(r"学校|大学|学院|中学|小学|幼儿园|school", re.I)),
    ("firm", re.compile(r"公司|厂$|firm|company", re.I)),
    ("town", re.compile(r"[镇乡]$|街道$")),
    ("city", re.compile(r"^.{1,6}市$")),
)


@cache
def _divisions() -> tuple[tuple[str, ...], frozenset[str]]:
    """Provinces and all divisions, full and short, from the table that checks ID numbers."""
    table = (files("stdnum.cn") / "loc.dat").read_text("utf-8")
    provinces = re.findall(r'province="([^"]+)"', table)
    names = [re.sub(r"\[[^\]]*\]", "", n) for n in re.findall(r'county="([^"]+)"', table)]
    parted = {part for name in names for part in re.split(r"[,，、;]", name) if len(part) > 1}
    short = {_without_suffix(name) for name in provinces}
    longer = {_without_suffix(name) for name in parted}
    return (
        tuple(short | {"内蒙古", "广西", "宁夏", "新疆", "西藏"}),
        frozenset(parted | {name for name in longer if len(name) > 1}),
    )


@cache
def _above() -> frozenset[str]:
    provinces, _all = _divisions()
    return frozenset(provinces) | {p + "省" for p in provinces}


def _plain(text: str) -> str:
    return re.sub(r"[\s·・,，]+", "", unicodedata.normalize("NFKC", text)).lower()


def _without_suffix(name: str) -> str:
    for suffix in SUFFIXES:
        if name.endswith(suffix) and len(name) - len(suffix) >= 2:
            return name.removesuffix(suffix)
    return name


def _full(unit: KnownUnit) -> list[str]:
    return [_plain(name) for name in (unit.name, unit.name_en) if name]


def _short(unit: KnownUnit) -> list[str]:
    bare = _without_suffix(_plain(unit.name))
    zone = [bare + "区"] if unit.kind == "zone" else []  # 云龙区 for 云龙示范区
    english = re.sub(r"(county|district|city|zone)$", "", _plain(unit.name_en))
    return [name for name in (_plain(unit.short), bare, *zone, english, _plain(unit.code)) if name]


def _beginnings(unit: KnownUnit) -> list[str]:
    """What an address in the county begins with: a name with its suffix, never a short one."""
    names = [_plain(unit.name), *_former(unit)]
    if unit.kind == "zone":
        names.append(_without_suffix(_plain(unit.name)) + "区")
    return names


def _former(unit: KnownUnit) -> list[str]:
    return [_plain(name) for name in unit.former]
