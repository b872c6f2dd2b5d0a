"""What pages work out of something that does not change, worked out once for all who ask."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

KEPT_ANSWERS = 300  # of one situation: a scope's own duties, its Today
IDLE = (
    30  # an answer is worked out anew so many times without anybody asking: half an hour's minutes
)
AHEAD_SECONDS = 5  # for answers that were not asked for lately; the others are always worked out
P = ParamSpec("P")
T = TypeVar("T")


@dataclass
class Answer:
    """Something worked out once, by whoever asks first; who asks meanwhile waits for him."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    value: Any = None
    is_known: bool = False
    idle: int | None = None  # worked out anew so often since somebody asked; None: for others only

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
        answer.idle = 0
        while len(self._answers) > KEPT_ANSWERS:
            self._answers.pop(next(iter(self._answers)), None)
        return answer.get(lambda: make(self, *about))  # type: ignore[call-arg]

    def asked(self) -> list[tuple]:
        """What pages asked of it, or lately of those before: `(make, about, idle)` of each answer."""
        answers = [(a.idle, key) for key, a in list(self._answers.items()) if a.is_known]
        lately = [(idle, *key) for idle, key in answers if idle is not None and idle < IDLE]
        return [(make, about, idle) for idle, make, about in sorted(lately, key=itemgetter(0))]

    def answer(self, asked: list[tuple]) -> None:
        """Work out what was asked of the one before, so that nobody waits for it."""
        began = time.monotonic()
        for make, about, idle in asked:
            if idle and time.monotonic() - began > AHEAD_SECONDS:
                break
            fresh = self._answers.setdefault((make, about), Answer())
            fresh.get(lambda make=make, about=about: make(self, *about))
        since = {(make, about): idle + 1 for make, about, idle in asked}
        for (
            key,
            answer,
        ) in self._answers.items():  # what was asked on the way is asked again on the way
            answer.idle = since.get(key)
