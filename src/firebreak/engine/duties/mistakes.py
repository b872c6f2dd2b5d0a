"""What is wrong in a protocol file, in words that can be said in another language."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path


class Said(str):
    """
    A sentence with what was filled in, so that a translator can fill it in again.

    Parameters
    ----------
    sentence
        The words, with a `{name}` for each of `told`.
    told
        What stands there; itself `Said` where it is words.

    Examples
    --------
    >>> said = Said("a whole number of {lowest} or more", lowest=2)
    >>> said
    'a whole number of 2 or more'
    >>> said.in_words({"a whole number of {lowest} or more": "不小于{lowest}的整数"}.get)
    '不小于2的整数'
    """

    sentence: str
    told: dict[str, object]

    def __new__(cls, sentence: str, **told: object) -> "Said":
        self = super().__new__(cls, sentence.format(**told))
        self.sentence, self.told = sentence, told
        return self

    def in_words(self, translate: Callable[[str], str]) -> str:
        """Return the same in the language of a catalogue."""
        told = {
            name: value.in_words(translate) if isinstance(value, Said) else value
            for name, value in self.told.items()
        }
        return translate(self.sentence).format(**told)


@dataclass(frozen=True)
class Mistake:
    """One thing wrong in a protocol file."""

    file: Path
    line: int
    field: str
    found: str
    expected: str

    @property
    def said(self) -> Said:
        """The mistake as a sentence."""
        return Said(
            "{file}, line {line}, {field}: found {found}; expected {expected}.",
            file=self.file,
            line=self.line,
            field=self.field,
            found=self.found,
            expected=self.expected,
        )

    def __str__(self) -> str:
        return str(self.said)


class ProtocolError(ValueError):
    """Protocol files have mistakes; `mistakes` lists all of them."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(sorted(mistakes, key=lambda m: (str(m.file), m.line, m.field)))
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes))
