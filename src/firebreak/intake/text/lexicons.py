"""Words of bulletins by what they speak of (`lexicons.toml`): features of the labeller, keys of rules."""

import re
import tomllib
from collections.abc import Iterable
from importlib.resources import files

_WORDS = tomllib.loads((files(__package__) / "lexicons.toml").read_text(encoding="utf-8"))

SURNAMES: str = _WORDS["surnames"]
COMPOUND_SURNAMES: list[str] = _WORDS["compound_surnames"]
SYMPTOMS: list[str] = _WORDS["symptoms"]
ENGLISH_SYMPTOMS: list[str] = _WORDS["english_symptoms"]
RELATIONS: list[str] = _WORDS["relations"]
#: Of whoever heads a clause and is named by no word of kin, by what the words tell of him.
STRANGERS: dict[str, list[str]] = {
    name: words.split() for name, words in _WORDS["strangers"].items()
}
#: Those that are said of more than one, or of nobody's family.
MANY_OF_KIN = frozenset(
    [
        "父母",
        "夫妻",
        "夫妇",
        "子女",
        "孩子",
        "兄弟",
        "姐妹",
        "父子",
        "父女",
        "母子",
        "母女",
        "亲戚",
        "亲属",
        "家属",
        "家人",
        "朋友",
        "密切接触者",
        "密接者",
    ]
)

#: In the order of the bits that the labeller was trained with.
LEXICONS: tuple[tuple[str, ...], ...] = tuple(
    tuple(_WORDS[name])
    for name in ("symptoms", "vehicles", "relations", "acts", "turns", "times", "institutions")
)


def one_of(words: Iterable[str]) -> str:
    """
    Return a pattern for any one of some words, the longest first.

    Examples
    --------
    >>> one_of(["晨", "早晨", "晚", "大清早"])
    '(?:大清早|早晨|[晨晚])'
    """
    longest_first = sorted(map(re.escape, words), key=len, reverse=True)
    single = "".join(word for word in longest_first if len(word) == 1)
    longer = [word for word in longest_first if len(word) > 1]
    return f"(?:{'|'.join([*longer, *([f'[{single}]'] if single else [])])})"
