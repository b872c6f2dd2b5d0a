"""What was asked for lately is worked out again for the next who ask."""

from dataclasses import dataclass

from firebreak.records import answers
from firebreak.records.answers import IDLE, Answering


@dataclass(frozen=True)
class Number(Answering):
    value: int


def doubled(of: Number) -> int:
    return 2 * of.value


def told(of: Number, word: str) -> str:
    return f"{word} {of.once(doubled)}"


def after(number: Number, times: int) -> Number:
    for _ in range(times):
        fresh = Number(number.value + 1)
        fresh.answer(number.asked())
        number = fresh
    return number


def known(number: Number) -> set:
    return {about for make, about, _idle in number.asked() if make is told}


def test_it_is_worked_out_again_for_a_while_though_nobody_asks():
    first = Number(1)
    assert first.once(told, "a") == "a 2"
    assert known(after(first, IDLE - 1)) == {("a",)}
    assert known(after(first, IDLE)) == set()


def test_who_asks_again_is_asked_for_as_long_again():
    later = after(_asked(1), IDLE - 1)
    later.once(told, "a")
    assert known(after(later, IDLE - 1)) == {("a",)}


def test_what_is_needed_on_the_way_is_not_asked_for_by_that():
    assert after(_asked(1), IDLE).asked() == []


def test_where_time_is_short_only_what_was_asked_of_the_last_is_worked_out(monkeypatch):
    monkeypatch.setattr(answers, "AHEAD_SECONDS", -1)
    later = after(_asked(1), 1)
    later.once(told, "b")
    assert known(after(later, 1)) == {("b",)}


def _asked(value: int) -> Number:
    number = Number(value)
    number.once(told, "a")
    return number
