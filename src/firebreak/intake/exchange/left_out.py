"""What of a table was left out: which value, in which row and column, why, and what to do.

A value is repeated only as far as it may be: of what may name a person its shape is said.
"""

from collections.abc import Iterable

from firebreak.intake.drafts import Cell, Note
from firebreak.intake.linelist.hiding import shown

#: code -> language -> (what is wrong, how to mend it)
SENTENCES: dict[str, dict[str, tuple[str, str]]] = {
    "not_a_day": {
        "en": ("{found} is no day of the calendar.", "Write year, month and day: 2020-02-03."),
        "zh": ("{found}不是有效日期。", "请写年、月、日：2020-02-03。"),
    },
    "no_day": {
        "en": (
            "The row has counts and no day under {column}; none of it was read.",
            "Fill in the day that the counts are of, or delete the row.",
        ),
        "zh": ("本行有数字，但 {column} 下没有日期，整行未读取。", "请补填日期，或删除该行。"),
    },
    "count": {
        "en": (
            "{found} is no count; the other counts of the row were read.",
            "Write a whole number, 0 or more, or leave the cell empty.",
        ),
        "zh": ("{found}不是计数；本行其他数字已读取。", "请写 0 或正整数，不详可留空。"),
    },
    "age": {
        "en": ("{found} is no age.", "Write a whole number; its unit has a column of its own."),
        "zh": ("{found}不是年龄。", "请写整数；年龄单位另有一列。"),
    },
    "unknown_word": {
        "en": ("{found} is none of the words of the form.", "Write one of: {options}."),
        "zh": ("{found}不是表格规定的用语。", "请写：{options}。"),
    },
    "no_number": {
        "en": (
            "The row has values and no case number under {column}: whose they are is not said,"
            " and none of it was read.",
            "Fill in the number, or delete the row.",
        ),
        "zh": ("本行有内容，但 {column} 下没有病例编号，整行未读取。", "请补填编号，或删除该行。"),
    },
}


def value_left_out(
    code: str, row: int, column: str, written: object = "", *, options: Iterable[str] = ()
) -> Note:
    """
    Return the note of a value that was left out.

    Parameters
    ----------
    code
        A key of `SENTENCES`.
    row, column
        Where it stands: the first row is 1; the column by its heading or tag.
    written
        What stands there.
    options
        What could have stood there.

    Examples
    --------
    >>> note = value_left_out("count", 4, "#affected", "many")
    >>> note.values["said"]["en"][0]
    '“many” is no count; the other counts of the row were read.'
    """
    return _note("value_left_out", code, row, column, written, options)


def row_left_out(code: str, row: int, column: str) -> Note:
    """Return the note of a whole row that was left out for what is missing in a column."""
    return _note("row_left_out", code, row, column, "", ())


def _note(
    what: str, code: str, row: int, column: str, written: object, options: Iterable[str]
) -> Note:
    said = {
        language: tuple(
            sentence.format(
                found=_found(written, language), column=column, options=_listed(options, language)
            )
            for sentence in SENTENCES[code][language]
        )
        for language in ("en", "zh")
    }
    values = {"problem": code, "rows": (row,), "said": said}
    return Note(what, Cell(None, row, column), values)


def _found(written: object, language: str) -> str:
    """What stands there in quotation marks; of what may name a person, its shape."""
    may_be = shown(str(written))
    return f"“{may_be}”" if isinstance(may_be, str) else may_be[language].capitalize()


def _listed(options: Iterable[str], language: str) -> str:
    return ("、" if language == "zh" else ", ").join(options)
