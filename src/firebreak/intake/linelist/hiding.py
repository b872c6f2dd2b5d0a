"""What of a cell may be repeated in a message: not what names a person, whatever its column.

In a list whose cells have slipped by one column, the ID number stands under the sex. Of what looks
like a number of a person, a name, or an address only the shape is said. Better hide a word too
many: row and column say where it stands.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping

LONGEST_SHOWN = 40
Shown = str | Mapping[str, str]

_ID_NUMBER = re.compile(r"(?<!\d)\d{14,17}[\dx](?!\d)", re.I)
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_SPACED = re.compile(r"[\d\s()+.x-]+", re.I)  # a number written in groups
_DATE = re.compile(r"(?:(?:19|20)\d{2}[-./]?\d{1,2}|\d{4}[-./]\d{1,2})(?:[-./]?\d{1,2})?(?:\s.*)?")
_ADDRESS = re.compile(r"[路街巷村组区]?\d+\s*(?:号|栋|幢|单元|室|弄)|\d+-\d+-\d{3,}")
_HAN_NAME = re.compile(
    r"[\u3400-\u9fff\U00020000-\U0003ffff]{2,4}|[\u3400-\u9fff]+[·•][\u3400-\u9fff]+"
)
_PLACE = re.compile(r"[省市县区州盟旗乡镇村]$|街道$")
_LATIN_NAME = re.compile(r"(?:[A-Z][a-z'’-]+|[A-Z]{2,})(?:[ ,.]+(?:[A-Z][a-z'’-]*|[A-Z]{2,}))*\.?")
_MANY_CHARACTERS = re.compile(
    r"(?:[\u3400-\u9fff][^\u3400-\u9fff\n]*){10}"
)  # a sentence or an address
_HALF_WIDTH = {
    ord(wide): ord(half)
    for wide, half in zip("０１２３４５６７８９ｘＸ", "0123456789xX", strict=True)
}
FEWEST_DIGITS = 7  # of a telephone number without its area code


def shown(written: str, *, of_same_row: Collection[str] = (), may_be_name: bool = True) -> Shown:
    """
    Return a text as it may be repeated: itself, or its shape in either language.

    Parameters
    ----------
    written
        What stands in the cell.
    of_same_row
        What names the person in the other cells of the row.
    may_be_name
        Whether a short word may be a name; not where it was recognised as something else.

    Examples
    --------
    >>> shown("2020-02-30"), shown("荷糖区"), shown("110105194912310021")["en"], shown("测试甲")["zh"]
    ('2020-02-30', '荷糖区', '18 digits', '3 个字')
    """
    plain = unicodedata.normalize("NFKC", written).strip()
    if len(written) > LONGEST_SHOWN:
        return _shape(plain)
    if _is_number_of_person(plain) or _ADDRESS.search(plain) or _MANY_CHARACTERS.search(plain):
        return _shape(plain)
    if any(private in plain for private in of_same_row):
        return _shape(plain)
    if may_be_name and _may_be_name(plain):
        return _shape(plain)
    return written


def private_numbers(text: str) -> list[tuple[int, int]]:
    """
    Return where ID numbers and mobile numbers stand in a text (start, end), full-width ones too.

    Examples
    --------
    >>> private_numbers("电话１３９00000001，37.8度")
    [(2, 13)]
    """
    plain = text.translate(_HALF_WIDTH)
    return [m.span() for shape in (_ID_NUMBER, _MOBILE) for m in shape.finditer(plain)]


def _is_number_of_person(plain: str) -> bool:
    if _ID_NUMBER.search(plain) or _MOBILE.search(plain):
        return True
    digits = sum(character.isdigit() for character in plain)
    grouped = _SPACED.fullmatch(plain) is not None and digits >= FEWEST_DIGITS
    return grouped and not _DATE.fullmatch(plain)


def _may_be_name(plain: str) -> bool:
    if _HAN_NAME.fullmatch(plain):
        return not _PLACE.search(plain)
    return _LATIN_NAME.fullmatch(plain) is not None


def _shape(plain: str) -> Shown:
    length = len(plain)
    if plain.isdigit():
        return {"en": f"{length} digits", "zh": f"{length} 位数字"}
    return {"en": f"a text of {length} characters", "zh": f"{length} 个字"}
