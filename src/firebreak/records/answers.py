"""What pages work out of something that does not change, worked out once for all who ask."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

KEPT_ANSWERS = 300  # of one situation: a scope's own duties, its Today
P = ParamSpec("P")
T = TypeVar("T")


@dataclass
class Answer:
    """Something worked out once, by whoever asks first; who asks meanwhile waits for him."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    value: Any = None
    is_known: bool = False
    was_asked: bool = False

    def get(self, work: Callable[[], Any]) -> Any:
        if not self.is_known:
            with self.lock:
                if not self.is_known:
                    self.value, self.is_known = work(), True
        return self.value


@dataclass(frozen=True, kw_only=True)
class Answering:
    """Something that does not change, and keeps what was worked out of it."""

    _answers: dict[tuple, Answer] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def once(
        self, make: "Callable[Concatenate[Self, P], T]", *about: P.args, **_none: P.kwargs
    ) -> T:
        """Return `make(self, *about)`, worked out once for all who ask the same of this."""
        answer = self._answers.setdefault((make, about), Answer())
        answer.was_asked = True
        while len(self._answers) > KEPT_ANSWERS:
            self._answers.pop(next(iter(self._answers)), None)
        return answer.get(lambda: make(self, *about))  # type: ignore[call-arg]

    def asked(self) -> list[tuple]:
        """What pages have asked of it: `(make, about)` of each answer."""
        answers = list(self._answers.items())
        return [key for key, answer in answers if answer.was_asked and answer.is_known]

    def answer(self, asked: list[tuple]) -> None:
        """Work out what was asked of the one before, so that nobody waits for it."""
        for make, about in asked:
            fresh = self._answers.setdefault((make, about), Answer())
            fresh.get(lambda make=make, about=about: make(self, *about))
