"""Missed chances in the reader's language: the post, the rule, what happened, what it cost.

Times and rules. That a rule did not hold somebody back says nothing of whose fault it was.
"""

from datetime import datetime

from django.conf import settings
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from firebreak.engine.duties.protocols import NoEditionError, Protocols
from firebreak.engine.kinds import CHECKS
from firebreak.records.models import Check
from firebreak.site.duties.lines import role_label
from firebreak.site.duties.words import kind_word
from firebreak.site.words import apart

#: The links between two cases that the chains speak of.
LINKED = {
    "contact": lambda: _("a contact on record"),
    "household": lambda: _("one household"),
    "place": lambda: _("the same place"),
    "encounter": lambda: _("a meeting found by tracing"),
    "genetic": lambda: _("the same virus"),
}


def post_word(post: str) -> str:
    """Say what kind of post it was: where a check is made, or the role that held a duty."""
    return str(Check.Kind(post).label) if post in CHECKS else role_label(post)


def rule_name(rule: str, edition: str, protocols: Protocols) -> str:
    """Say which rule it is."""
    return protocols.chance(rule, edition).name.of(get_language() or "en")


def roll_name(roll: str | None, edition: str | None, protocols: Protocols) -> str:
    """Say which list it is; that none is known, where none is."""
    if roll is None or edition is None:
        return _("no list that the record shows")
    names = {one.id: one.name for one in protocols.edition(edition).rolls}
    return names[roll].of(get_language() or "en")


def in_force_from(edition: str, protocols: Protocols) -> datetime | None:
    """Since when an edition was in force; None if it is not on file."""
    try:
        return protocols.edition(edition).valid_from
    except NoEditionError:
        return None


def happened(row: dict, check: Check | None, protocols: Protocols) -> str:
    """Say what was seen, said and done, or that what was due did not come."""
    if check is not None:
        return apart(_at_a_check(check))
    if _is_round(protocols.chance(row["rule"], row["edition"]).duty, protocols):
        return _("not seen in that round")
    if row["answered_at"] is None:
        return _("not done so far")
    return _("done only %(when)s") % {"when": short(row["answered_at"])}


def _is_round(duty: str, protocols: Protocols) -> bool:
    return any(one.id == duty for edition in protocols for one in edition.rounds)


def _at_a_check(check: Check):
    if check.temperature_celsius is not None:
        yield f"{check.temperature_celsius} °C"
    yield from check.symptom_names
    if check.exposure_declared is not None:
        yield (
            _("declared travel or contact")
            if check.exposure_declared
            else _("said: no travel, no contact")
        )
    is_none = check.action_taken == Check.ActionTaken.NONE
    yield _("nothing done") if is_none else str(check.get_action_taken_display())
    if check.note:
        yield check.note


def evidence(row: dict) -> str:
    """Say what else was on record, and whether it was so at the moment; "" if it needs nothing."""
    if row["evidence_kind"] is None:
        return ""
    word, told = kind_word(row["evidence_kind"]), row["evidence_told_at"]
    if told is None:
        return word
    by_then = row.get("moment") or row.get("met_at")
    said = {"what": word, "when": short(told)}
    if by_then is not None and told <= by_then:
        return _("%(what)s, on record since %(when)s") % said
    return _("%(what)s, on record only since %(when)s") % said


def linked(row: dict) -> str:
    """Say how the chains link him to a case; "" if they do not."""
    return LINKED[row["linked_by"]]() if row["linked_by"] else ""


def infections(row: dict) -> str:
    """Write an expected number with its interval; "–" where it is not known."""
    if row["infections_mean"] is None:
        return "–"
    numbers = {
        "mean": f"{row['infections_mean']:.1f}",
        "lower": f"{row['infections_lower']:.0f}",
        "upper": f"{row['infections_upper']:.0f}",
    }
    return pgettext("an interval", "%(mean)s (%(lower)s–%(upper)s)") % numbers


def probability(row: dict) -> str:
    """Say how probable it is that he had been infected by then; "" where it is all but certain."""
    share = row["infected_by_then"]
    if share is None or share > 0.99:
        return ""
    return _("infected by then with probability %(p).2f") % {"p": share}


def short(at: datetime) -> str:
    """Write an instant without its year."""
    return at.astimezone(settings.CITY_ZONE).strftime("%m-%d %H:%M")
