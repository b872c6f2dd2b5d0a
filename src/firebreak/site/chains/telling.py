"""What new fact would tell the probable infectors of a case apart, in words."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from firebreak.engine.chains.telling import telling_apart
from firebreak.records.models import Case
from firebreak.site.chains.infectors import Infectors
from firebreak.site.chains.reasons import meetings_of
from firebreak.site.chains.seen import Seen

MOST = 3  # facts that are named; whoever has answered those sees what is next
#: Shares of the uncertainty from which a fact is said to settle most of it, or half.
MOST_OF_IT, HALF = 0.75, 0.4


@dataclass(frozen=True)
class Fact:
    """A fact worth finding out, and how much of the doubt it would take away."""

    text: str
    worth: str


def what_would_tell(infectors: Infectors, chains: Any, known: Seen) -> list[Fact]:
    """
    Return the facts that would tell the infectors of a case apart, the most telling first.

    Facts about cases the reader does not see are left out.
    """
    infectee = infectors.infectee
    cases = {each.case.person_id: each.case for each in infectors.listed if each.case}
    facts = [*_onsets_missing(infectee, cases, known)]
    for row in telling_apart(chains, infectee.person_id).to_dicts():
        text = _text(row, infectee, cases, known)
        if text:
            facts.append(Fact(text, _worth(row["share"])))
    return facts[:MOST]


def _onsets_missing(infectee: Case, cases: dict[int, Case], known: Seen) -> list[Fact]:
    people = [infectee.person_id, *cases]
    missing = [p for p in people if known.fact(p).get("date_onset") is None]
    named = {infectee.person_id: infectee} | cases
    return [
        Fact(_("the day of onset of case %(case)s, which is not on file") % {"case": named[p]}, "")
        for p in missing
    ]


def _text(row: dict, infectee: Case, cases: dict[int, Case], known: Seen) -> str:
    days = _days(row["since"], row["until"])
    if row["fact"] == "day":
        return _("on which day, and where, case %(case)s was infected (%(days)s)") % {
            "case": infectee,
            "days": days,
        }
    if row["infector"] is None:
        return _("whether case %(case)s met somebody ill who is not on the list (%(days)s)") % {
            "case": infectee,
            "days": days,
        }
    infector = cases.get(row["infector"])
    if infector is None:
        return ""
    words = {"infectee": infectee, "infector": infector, "days": days}
    if meetings_of(infectee, infector, known).is_empty():
        return (
            _("whether cases %(infector)s and %(infectee)s met (%(days)s); no contact is on file")
            % words
        )
    return (
        _(
            "whether the viruses of cases %(infector)s and %(infectee)s are alike; that they met is on file"
        )
        % words
    )


def _days(since: date, until: date) -> str:
    first = f"{since:%m-%d}"
    return first if since == until else f"{first} – {until:%m-%d}"


def _worth(share: float) -> str:
    if share >= MOST_OF_IT:
        return _("would settle most of it")
    if share >= HALF:
        return _("would settle about half of it")
    return _("would settle a part of it")
