"""Words of bulletins by what they speak of (`lexicons.toml`): features of the labeller, keys of rules."""

import tomllib
from importlib.resources import files

_WORDS = tomllib.loads((files(__package__) / "lexicons.toml").read_text(encoding="utf-8"))

SURNAMES: str = _WORDS["surnames"]
COMPOUND_SURNAMES: list[str] = _WORDS["compound_surnames"]
SYMPTOMS: list[str] = _WORDS["symptoms"]
ENGLISH_SYMPTOMS: list[str] = _WORDS["english_symptoms"]
RELATIONS: list[str] = _WORDS["relations"]

#: In the order of the bits that the labeller was trained with.
LEXICONS: tuple[tuple[str, ...], ...] = tuple(
    tuple(_WORDS[name])
    for name in ("symptoms", "vehicles", "relations", "acts", "turns", "times", "institutions")
)
