"""Where an edition of a narrower jurisdiction is looser than a wider one in force at the same time.

A city may tighten a national number, but not loosen it in silence. A duty that is looser and does
not say why is refused when it is read (`together.py`); a looser number, and a duty that says why,
are in force and told of here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import permutations

from firebreak.engine.duties.protocols import (
    ContactWindow,
    Duty,
    Edition,
    Protocols,
    Round,
    Text,
    covers,
    specificity,
)

DAY = timedelta(days=1)
UNITS = {"d": Text("d", "天"), "h": Text("h", "小时"), "°C": Text("°C", "℃"), "": Text("", "")}
LESS, MORE = -1, 1
#: threshold -> what it is called, its unit, and on which side of the wider number it is looser
NUMBERS: dict[str, tuple[Text, str, int]] = {
    "observation_days": (Text("observation", "医学观察"), "d", LESS),
    "fever_celsius": (Text("fever from", "发热界值"), "°C", MORE),
    "exposure_days": (Text("exposure asked about", "询问暴露史"), "d", LESS),
    "cluster_size": (Text("cases that make a cluster", "聚集性疫情病例数"), "", MORE),
    "cluster_days": (Text("days of a cluster", "聚集性疫情时间范围"), "d", LESS),
    "negatives_to_exclude": (Text("negatives to exclude", "排除所需阴性次数"), "", LESS),
    "negatives_to_discharge": (Text("negatives to discharge", "出院所需阴性次数"), "", LESS),
    "hours_between_negatives": (Text("between two negatives", "两次阴性间隔"), "h", LESS),
    "days_without_fever_to_discharge": (
        Text("without fever to discharge", "出院前体温正常"),
        "d",
        LESS,
    ),
    "days_after_discharge": (Text("monitoring after discharge", "出院后监测"), "d", LESS),
    "lost_after_days": (Text("unseen until lost to follow-up", "判为失访前未见"), "d", MORE),
}
WINDOW = {
    "before_onset": Text("contact window before onset", "发病前密接判定窗口"),
    "before_sampling": Text("contact window before sampling", "采样前密接判定窗口"),
    "after_onset": Text("contact window after onset", "发病后密接判定窗口"),
}
WITHOUT_END = Text("no end", "无截止")


@dataclass(frozen=True)
class Loosened:
    """One number of `edition` that is looser than in `over`, with both as they are read."""

    edition: Edition
    over: Edition
    name: Text
    here: Text
    there: Text
    because: Text | None = None

    def said(self, language: str) -> str:
        """Return it in a sentence."""
        words = {
            "over": self.over.name.of(language),
            "name": self.name.of(language),
            "here": self.here.of(language),
            "there": self.there.of(language),
        }
        if language.lower().startswith("zh"):
            sentence = "比{over}宽松：{name}{here}（原{there}）"
        else:
            sentence = "looser than {over}: {name} {here} instead of {there}"
        told = sentence.format(**words)
        return f"{told} ({self.because.of(language)})" if self.because else told


def loosened(protocols: Protocols) -> tuple[Loosened, ...]:
    """
    Return every number that a narrower edition loosens while a wider one is in force.

    Examples
    --------
    >>> from firebreak.engine.duties.protocols import load_protocols
    >>> loosened(load_protocols())
    ()
    """
    return tuple(
        found
        for narrow, wide in permutations(protocols, 2)
        if _lies_within(narrow, wide)
        for found in (
            *_thresholds(narrow, wide),
            *_window(narrow, wide),
            *_rules(narrow, wide),
        )
    )


def _lies_within(narrow: Edition, wide: Edition) -> bool:
    if narrow.pathogen != wide.pathogen or not covers(wide.jurisdiction, narrow.jurisdiction):
        return False
    if specificity(narrow.jurisdiction) <= specificity(wide.jurisdiction):
        return False
    first, second = sorted((narrow, wide), key=lambda edition: edition.valid_from)
    return first.valid_to is None or second.valid_from < first.valid_to


def _thresholds(narrow: Edition, wide: Edition) -> Iterator[Loosened]:
    for number, (name, unit, looser) in NUMBERS.items():
        here, there = getattr(narrow.thresholds, number), getattr(wide.thresholds, number)
        if here is not None and there is not None and (here - there) * looser > 0:
            yield Loosened(narrow, wide, name, _shown(here, unit), _shown(there, unit))


def _window(narrow: Edition, wide: Edition) -> Iterator[Loosened]:
    if narrow.contact_window is None or wide.contact_window is None:
        return
    for part, name in WINDOW.items():
        here, there = _reach(narrow.contact_window, part), _reach(wide.contact_window, part)
        if here < there:
            yield Loosened(narrow, wide, name, _long(here), _long(there))


def _reach(window: ContactWindow, part: str) -> timedelta:
    length = getattr(window, part)
    return timedelta.max if length is None else length


def _rules(narrow: Edition, wide: Edition) -> Iterator[Loosened]:
    """The duties that give a reason; those that give none are never loaded."""
    over = {rule.id: rule for rule in wide.rules}
    for rule in narrow.rules:
        lengths = _lengths(rule, over.get(rule.id))
        if lengths is not None:
            here, there = map(_long, lengths)
            yield Loosened(narrow, wide, rule.name, here, there, rule.loosens_because)


def _lengths(rule: Duty | Round, over: Duty | Round | None) -> tuple[timedelta, timedelta] | None:
    if isinstance(rule, Duty) and isinstance(over, Duty) and rule.within > over.within:
        return rule.within, over.within
    if not isinstance(rule, Round) or not isinstance(over, Round):
        return None
    here, there = rule.lasts or timedelta.max, over.lasts or timedelta.max
    return (here, there) if here < there else None


def _shown(number: float, unit: str) -> Text:
    word = UNITS[unit]
    return Text(f"{number:g} {word.en}".strip(), f"{number:g}{word.zh}")


def _long(length: timedelta) -> Text:
    if length == timedelta.max:
        return WITHOUT_END
    if length % DAY == timedelta(0):
        return _shown(length / DAY, "d")
    return _shown(length / timedelta(hours=1), "h")
