"""Words of another system's code lists, and what the record says for each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from firebreak.intake.exchange.texts import plain


class Unread(ValueError):
    """A value cannot be taken as what its field is. `options`: what it could have been."""

    def __init__(self, code: str, options: tuple[str, ...] = ()) -> None:
        super().__init__(code)
        self.code, self.options = code, options


@dataclass(frozen=True)
class Found:
    """A value as the record has it, with what is uncertain of it, if anything."""

    value: object
    doubt: str = ""
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Words:
    """
    A code list.

    Parameters
    ----------
    codes
        Code, without the prefix -> the record's word; of several codes for one word the first is
        written.
    prefix
        What every code of the list begins with.
    labels
        Further labels a code is shown with -> the record's word.
    broader
        Labels that say less than the record asks -> (its nearest word, what else it may be).
    relabelled
        Codes whose label was changed while they were in use -> what each may mean. Without its
        label such a code is uncertain.
    """

    codes: Mapping[str, str]
    prefix: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    broader: Mapping[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    relabelled: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def read(self, said: str, label: str | None = None) -> Found:
        """
        Return the record's word for a code, by the label it goes with where that is known.

        Raises
        ------
        Unread
            `unknown_word`: neither code nor label is of the list.

        Examples
        --------
        >>> Words({"MALE": "male"}, prefix="GENDER_").read("GENDER_MALE").value
        'male'
        """
        code = said.removeprefix(self.prefix)
        for shown in (label, said):
            found = None if shown is None else self._by_label(plain(shown))
            if found is not None:
                return found
        if code not in self.codes:
            raise Unread("unknown_word", self.options)
        if code in self.relabelled:
            return Found(self.codes[code], "relabelled_word", self.relabelled[code])
        return Found(self.codes[code], "" if label is None else "other_label", self.options)

    def says(self, said: str, word: str, label: str | None = None) -> bool:
        """Say whether a code, by its label where that is known, is one for a word of the record."""
        try:
            return self.read(said, label).value == word
        except Unread:
            return False

    def write(self, word: str) -> str | None:
        """Return the code written for one of the record's words; None if the list has none."""
        code = self._written.get(str(word))
        return None if code is None else self.prefix + code

    @cached_property
    def options(self) -> tuple[str, ...]:
        """The record's words, each once."""
        return tuple(dict.fromkeys(self.codes.values()))

    @cached_property
    def _written(self) -> dict[str, str]:
        return {word: code for code, word in reversed(list(self.codes.items()))}

    @cached_property
    def _labels(self) -> dict[str, Found]:
        own = {plain(c): Found(w) for c, w in self.codes.items() if c not in self.relabelled}
        further = {plain(label): Found(word) for label, word in self.labels.items()}
        broader = {
            plain(label): Found(word, "broader_word", options)
            for label, (word, options) in self.broader.items()
        }
        return own | further | broader

    def _by_label(self, shown: str) -> Found | None:
        return self._labels.get(shown)
