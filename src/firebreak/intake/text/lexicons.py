"""Words of bulletins by what they speak of (`lexicons.toml`): features of the labeller, keys of rules."""

import tomllib
from importlib.resources import files

_WORDS = tomllib.loads((files(__package__) / "lexicons.toml").read_text(encoding="utf-8"))

SURNAMES: str = _WORDS["surnames"]
COMPOUND_SURNAMES: list[str] = _WORDS["compound_surnames"]
SYMPTOMS: list[str] = _WORDS["symptoms"]
ENGLISH_SYMPTOMS: list[str] = _WORDS["english_symptoms"]
RELATIONS: list[str] = _WORDS["relations"]
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
