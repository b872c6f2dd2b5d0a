"""The kinds of events, in the reader's language."""

from django.utils.translation import gettext as _

from firebreak.engine.kinds import ORDER_REPORTS
from firebreak.records.models import Case, Check, Milestone, Place, Placement, Report, Test, Unit


def kind_word(kind: str) -> str:
    """
    Say a kind of event in words.

    Every kind of `engine.kinds.KINDS` has its words; a test goes through them.
    """
    family, verb, *rest = kind.split(".")
    if family in ("case", "check", "unit", "outbreak", "contact", "sample"):
        return _PLAIN()[family](verb, rest)
    if family in _CHECKED:
        return _CHECKED[family]() % {"what": _of_check(family, verb)}
    if family == "infected":
        return _("infected elsewhere")
    if family == "test":
        return _("result: %(result)s") % {"result": Test.Result(rest[0]).label}
    if family == "placement":
        word = _("%(level)s began") if verb == "began" else _("%(level)s ended")
        return word % {"level": Placement.Level(rest[0]).label}
    words = {
        "sent": _("%(report)s sent"),
        "received": _("%(report)s received"),
        "reviewed": _("%(report)s reviewed"),
    }
    return words[verb] % {"report": _of_report(rest[0])}


def _of_report(word: str) -> str:
    return _("report on an order") if word in ORDER_REPORTS else str(Report.Kind(word).label)


_CHECKED = {
    "found": lambda: _("found: %(what)s"),
    "declared": lambda: _("declared: %(what)s"),
    "action": lambda: _("what was done: %(what)s"),
    "travelled": lambda: _("journey: %(what)s"),
}


def _of_check(family: str, word: str) -> str:
    if family == "declared":
        return _("travel or contact") if word == "exposure" else _("no travel, no contact")
    labels = {"found": Check.Symptom, "action": Check.ActionTaken, "travelled": Place.Kind}
    return str(labels[family](word).label)


def _PLAIN() -> dict:  # noqa: N802
    contact = {
        "exposed": _("exposed"),
        "named": _("named as a contact"),
        "reached": _("contact reached"),
        "let_go": _("isolation ended, observation as a contact not over"),
    }
    sample = {"taken": _("sample taken"), "received": _("sample received")}
    unit = {"first_case": _("first case of the county"), "cluster": _("cluster")}
    return {
        "case": lambda verb, rest: (
            _("onset of symptoms") if verb == "onset" else str(Case.Status(verb).label)
        ),
        "check": lambda verb, rest: _("check: %(kind)s") % {"kind": Check.Kind(verb).label},
        "contact": lambda verb, rest: contact[verb],
        "sample": lambda verb, rest: sample[verb],
        "unit": lambda verb, rest: unit[verb] if verb in unit else _unit(verb, rest[0]),
        "outbreak": lambda verb, rest: _outbreak(verb, rest),
    }


def _unit(verb: str, kind: str) -> str:
    word = _("%(unit)s opened") if verb == "opened" else _("%(unit)s closed")
    return word % {"unit": Unit.Kind(kind).label}


def _outbreak(verb: str, rest: list[str]) -> str:
    if verb == "onset":
        return _("onset of a linked case")
    if not rest:
        return str(Milestone.Kind(verb).label)
    action = Milestone.Kind(rest[0]).label
    return (
        str(action) if verb == "responded" else _("%(action)s: not applicable") % {"action": action}
    )
