"""Names as they are compared: one spelling, surname and given name, the sound, and masks.

A list that protects people writes a surname and 某; a telephone call gives the sound without the
character; a passport gives it in Latin letters. Each of these is still some of the name.
"""

import unicodedata
from functools import cache

import polars as pl

#: Two-character surnames that are still borne by many; all others have one character.
COMPOUND = (
    *("欧阳", "上官", "司马", "诸葛", "皇甫", "尉迟", "公孙", "慕容", "令狐", "长孙", "宇文"),
    *("司徒", "夏侯", "轩辕", "端木", "百里", "东方", "南宫", "呼延", "独孤", "西门"),
)
#: Surnames that are read otherwise than the character usually is.
READ_AS_SURNAME = {
    **{"单": "shan", "曾": "zeng", "解": "xie", "仇": "qiu", "查": "zha", "盖": "ge"},
    **{"任": "ren", "华": "hua", "朴": "piao", "区": "ou", "尉": "wei", "覃": "qin"},
    **{"纪": "ji", "宁": "ning", "繁": "po", "乐": "yue", "缪": "miao", "冼": "xian"},
}
MASKS = "某×xX*＊○〇□"
LETTERS = r"^[a-z]+$"
#: What stands in a look-up key for the given name that a mask hides.
HIDDEN = "某"
LONGEST_KEY = 60


def read_names(names: pl.Series) -> pl.DataFrame:
    """
    Read names.

    Parameters
    ----------
    names
        As written; null where none is known.

    Returns
    -------
    pl.DataFrame
        One row each: `name` (one spelling; null if none is known), `surname`, `given`,
        `is_masked` (Boolean: no more than the surname is told), `sound` (without tones, in one
        word).

    Examples
    --------
    >>> read_names(pl.Series(["张 伟", "Zhang Wei", "欧阳某", "某"])).rows()
    [('张伟', '张', '伟', False, 'zhangwei'), ('zhangwei', 'zhang', 'wei', False, 'zhangwei'),
     ('欧阳', '欧阳', '', True, None), (None, None, None, None, None)]
    """
    each = names.unique().to_list()
    rows = [(name, *_read(name)) for name in each]
    schema = {
        "written": pl.String(),
        **{"name": pl.String(), "surname": pl.String(), "given": pl.String()},
        **{"is_masked": pl.Boolean(), "sound": pl.String()},
    }
    known = pl.DataFrame(rows, schema=schema, orient="row")
    asked = pl.DataFrame({"written": names.cast(pl.String)})
    found = asked.join(known, on="written", how="left", maintain_order="left", nulls_equal=True)
    return found.drop("written")


def key_of(name: str | None) -> str | None:
    """
    Return the key under which people of a name are looked up; None for no name.

    It is how the name sounds; of a masked name, its surname.

    Examples
    --------
    >>> key_of("张 玮") == key_of("张伟"), key_of("周×"), key_of("某")
    (True, '周某', None)
    """
    _name, surname, _given, is_masked, sound = _read(name)
    key = f"{surname}{HIDDEN}" if is_masked else sound
    return key[:LONGEST_KEY] if surname and key else None


def keys_like(name: str | None) -> set[str]:
    """
    Return the keys of those whose name may be this one: sounding so, or told by its surname alone.

    Examples
    --------
    >>> sorted(keys_like("张伟")), keys_like("张某")
    (['zhangwei', '张某'], {'张某'})
    """
    _name, surname, *_rest = _read(name)
    own = key_of(name)
    return {own, f"{surname}{HIDDEN}"} if own and surname else set()


NOTHING = (None, None, None, None, None)


def _read(
    written: str | None,
) -> tuple[str | None, str | None, str | None, bool | None, str | None]:
    plain = unicodedata.normalize("NFKC", written or "").strip()
    if plain.isascii() and any(c.isalpha() for c in plain):
        return _read_latin(plain)
    kept = "".join(c for c in plain if c.isalnum() or c in MASKS)
    told = kept.rstrip(MASKS)
    if not told or told[0] in MASKS:
        return NOTHING
    surname = told[:2] if told[:2] in COMPOUND else told[0]
    given = told[len(surname) :]
    if not given:
        return surname, surname, "", True, None
    return told, surname, given, False, sound_of(surname, given)


def _read_latin(plain: str) -> tuple[str, str, str, bool, str | None]:
    words = ["".join(c for c in word if c.isalpha()).lower() for word in plain.split()]
    words = [word for word in words if word]
    surname, given = words[0], "".join(words[1:])
    if not given:
        return surname, surname, "", False, surname
    return surname + given, surname, given, False, surname + given


def sound_of(surname: str, given: str) -> str:
    """
    Return how a name sounds, without tones.

    Examples
    --------
    >>> sound_of("单", "伟"), sound_of("欧阳", "")
    ('shanwei', 'ouyang')
    """
    first = READ_AS_SURNAME.get(surname) or "".join(map(_sound, surname))
    return first + "".join(map(_sound, given))


@cache
def _sound(character: str) -> str:
    from pypinyin import Style, lazy_pinyin  # its dictionaries take a fifth of a second

    return lazy_pinyin(character, style=Style.NORMAL, errors="default")[0].lower()
