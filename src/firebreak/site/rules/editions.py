"""An edition and its rules in words, as its page and its files show them."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from firebreak.engine.duties.loosening import loosened
from firebreak.engine.duties.protocols import Chance, Edition, Manner, Roll
from firebreak.engine.kinds import matching
from firebreak.records.models import DivisionCode
from firebreak.records.situation import Situation
from firebreak.site.duties.lines import role_label
from firebreak.site.duties.words import kind_word
from firebreak.site.words import PATHOGENS, apart


def language() -> str:
    """Return the language of the reader."""
    return get_language() or "en"


def summary(edition: Edition, now: Situation) -> dict:
    """Return what an edition is, where and when it holds, and where it is looser than a wider one."""
    return {
        "id": edition.id,
        "name": edition.name.of(language()),
        "family": _FAMILIES().get(edition.family, edition.family),
        "pathogen": PATHOGENS.get(edition.pathogen, edition.pathogen),
        "jurisdiction": _jurisdiction(edition.jurisdiction),
        "valid_from": edition.valid_from,
        "valid_to": edition.valid_to,
        "in_force": edition.in_force(now.at),
        "replaces": edition.replaces,
        "duties_number": len(edition.rules),
        "looser": [
            found.said(language()) for found in loosened(now.protocols) if found.edition == edition
        ],
    }


def _jurisdiction(code: str) -> str:
    """Say where an edition holds: the country, the WHO's members, or a division by its name."""
    known = {"CN": _("the whole country"), "WHO": _("WHO")}
    division = DivisionCode.objects.select_related("unit").filter(code=code).first()
    return known.get(code) or (str(division.unit) if division else code)


def _FAMILIES() -> dict[str, str]:  # noqa: N802
    return {
        "control": _("prevention and control"),
        "diagnosis": _("diagnosis and treatment"),
        "transport": _("transport authority"),
        "city": _("the city's own"),
        "who": _("WHO"),
    }


def duty(rule, edition: Edition) -> dict:
    """Return a duty of an edition."""
    return {
        "id": rule.id,
        "name": rule.name.of(language()),
        "within": getattr(rule, "within", None),
        "windows": [
            (w.name.of(language()), w.opens, w.closes) for w in getattr(rule, "windows", ())
        ],
        "starts": apart(kind_word(k) for word in rule.starts for k in matching(word)),
        "fulfilled_by": apart(kind_word(k) for word in rule.fulfilled_by for k in matching(word)),
        "holders": " → ".join(role_label(h.role) for h in rule.holders),
        "escalation": [(e.after, role_label(e.to)) for e in rule.escalation],
        "source": edition.sources[rule.source].of(language()),
        "to_confirm": rule.to_confirm,
    }


def manner(rule: Manner, edition: Edition) -> dict:
    """Return who counts as a contact by one way of meeting."""
    return sourced(rule, edition) | {
        "contact": _CONTACTS()[rule.contact],
        "min_overlap": rule.min_overlap,
    }


def sourced(rule: Manner | Chance | Roll, edition: Edition) -> dict:
    """Return the name of a rule and where it is from."""
    return {
        "name": rule.name.of(language()),
        "source": edition.sources[rule.source].of(language()),
        "to_confirm": rule.to_confirm,
    }


def chance(rule: Chance, edition: Edition, now: Situation) -> dict:
    """Return where a chance is met and what has to follow; of a duty, its name."""
    names = {one.id: one.name.of(language()) for e in now.protocols for one in e.rules}
    starts = [names[rule.duty]] if rule.duty else map(kind_word, rule.starts)
    return sourced(rule, edition) | {
        "starts": apart(starts),
        "answered_by": apart(map(kind_word, rule.answered_by)),
        "within": rule.within,
    }


def _CONTACTS() -> dict[str, str]:  # noqa: N802
    return {"close": _("close contact"), "general": _("general contact")}


def thresholds(edition: Edition) -> list[tuple[str, object]]:
    """Return the numbers an edition gives, each with its word."""
    words = {
        "fever_celsius": _("fever from, °C"),
        "exposure_days": _("days of exposure asked about before onset"),
        "observation_days": _("days of observation after the last exposure"),
        "cluster_size": _("cases that make a cluster"),
        "cluster_days": _("within so many days"),
        "negatives_to_exclude": _("negative results to exclude a suspect"),
        "negatives_to_discharge": _("negative results to discharge"),
        "hours_between_negatives": _("hours between two negative samples"),
        "days_without_fever_to_discharge": _("days without fever to discharge"),
        "days_after_discharge": _("days of monitoring after discharge"),
        "lost_after_days": _("days unseen until lost to follow-up"),
    }
    numbers = vars(edition.thresholds)
    found = [(word, numbers[name]) for name, word in words.items() if numbers.get(name) is not None]
    window = edition.contact_window
    if window is not None:
        found.insert(0, (_("contact window opens before onset, days"), window.before_onset.days))
    return found
