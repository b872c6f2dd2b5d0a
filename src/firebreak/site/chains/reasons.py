"""What speaks for a link, and against it, in words: each sentence from a fact on file."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cache

import polars as pl
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from firebreak.engine.reference.pathogens import PathogenError, pathogen
from firebreak.records.chains.evidence import ENCOUNTER
from firebreak.records.models import Case, Contact, LinkDecision, Place
from firebreak.site.chains.seen import Seen
from firebreak.site.templatetags.pages import minute

#: Onsets so far apart that 95 of 100 pairs lie closer are called unusual.
USUAL = (0.025, 0.975)
#: From so many expected unseen cases on a link is called probably indirect.
INDIRECT = 0.5


@dataclass(frozen=True)
class Reason:
    """A sentence; `kind` says what it rests on, `is_against` that it speaks against the link."""

    kind: str
    text: str
    is_against: bool = False


def reasons(
    infectee: Case,
    infector: Case | None,
    unseen: float,
    known: Seen,
    decision: LinkDecision | None = None,
) -> list[Reason]:
    """
    Say what speaks for and against a link.

    Parameters
    ----------
    infector
        None: nobody on the list of cases.
    unseen
        Cases nobody recorded, expected between the two.
    """
    settled = [_settled(decision)] if decision else []
    if infector is None:
        return [*settled, *_of_outside(infectee, known)]
    found = [
        *settled,
        *_meetings(infectee, infector, known),
        *_household(infectee, infector, known),
    ]
    if not any(each.kind in ("meeting", "household") for each in found):
        found.append(Reason("none", _("no contact between the two is on file"), is_against=True))
    return [
        *found,
        *_onsets(infectee, infector, known),
        *_isolation(infectee, infector, known),
        *_between(unseen),
    ]


def _settled(decision: LinkDecision) -> Reason:
    words = {"verdict": decision.get_verdict_display(), "reason": decision.reason}
    is_against = decision.verdict == LinkDecision.Verdict.EXCLUDED
    return Reason("decision", _("%(verdict)s: %(reason)s") % words, is_against)


def meetings_of(infectee: Case, infector: Case, known: Seen) -> pl.DataFrame:
    """Return the contacts and encounters of two cases, either of whom may have named the other."""
    own = known.evidence.contacts_of(infectee.person_id)
    if own.is_empty():
        return own
    ends = [infectee.person_id, infector.person_id]
    both = pl.col("from_id").is_in(ends) & pl.col("to_id").is_in(ends)
    rows = own.filter(both).sort("start", nulls_last=True)
    return rows.unique(["start", "end", "place", "manner"], keep="first", maintain_order=True)


def _meetings(infectee: Case, infector: Case, known: Seen) -> list[Reason]:
    rows = meetings_of(infectee, infector, known)
    if rows.is_empty():
        return []
    names = Place.objects.in_bulk([place for place in rows["place"] if place is not None])
    found = [Reason("meeting", _meeting(row, names, known)) for row in rows.to_dicts()]
    if found and _has_no_other(infectee, infector, known):
        found.append(Reason("alone", _("no other contact of this case with a case is on file")))
    return found


def _meeting(row: dict, names: dict[int, Place], known: Seen) -> str:
    if row["source"] == ENCOUNTER and not known.may_trace:
        return _("were at the same place at the same time, by their stays")
    manner = dict(Contact.Manner.choices).get(row["manner"]) if row["manner"] else ""
    words = {
        "how": manner or _("were at the same place"),
        "place": names[row["place"]].name if row["place"] in names else "",
        "when": _when(row["start"], row["end"]),
    }
    if words["place"]:
        return _("%(how)s at %(place)s, %(when)s") % words
    return _("%(how)s, %(when)s") % words


def _when(start, end) -> str:
    if start is None:
        return _("time not known")
    if end is None:
        return minute(start)
    first, last = minute(start), minute(end)
    # On one day the second time needs no date.
    shared = first[:10] == last[:10]
    return f"{first}–{last[11:] if shared else last}"


def _has_no_other(infectee: Case, infector: Case, known: Seen) -> bool:
    own = infectee.person_id
    rows = known.evidence.contacts_of(own)
    others = set(rows["from_id"]) | set(rows["to_id"])
    return others <= {own, infector.person_id}


def _household(infectee: Case, infector: Case, known: Seen) -> list[Reason]:
    homes = [known.fact(case.person_id).get("household") for case in (infectee, infector)]
    if homes[0] is None or homes[0] != homes[1]:
        return []
    return [Reason("household", _("they live in one household"))]


def _onsets(infectee: Case, infector: Case, known: Seen) -> list[Reason]:
    late, early = (known.fact(c.person_id).get("date_onset") for c in (infectee, infector))
    if late is None or early is None:
        return [Reason("onset", _("the onset of one of the two is not known"), is_against=True)]
    days = (late - early).days
    return [Reason("onset", _gap(days, known), is_against=not _is_usual(days, known))]


def _gap(days: int, known: Seen) -> str:
    usual = _is_usual(days, known)
    if days > 0:
        told = ngettext("onset %(days)d day later", "onset %(days)d days later", days)
    elif days < 0:
        told = ngettext("onset %(days)d day earlier", "onset %(days)d days earlier", -days)
    else:
        told = _("onset on the same day")
    told = told % {"days": abs(days)} if days else told
    return (_("%(gap)s, which fits") if usual else _("%(gap)s, which is unusual")) % {"gap": told}


def _is_usual(days: int, known: Seen) -> bool:
    """Say whether onsets of infector and infectee often lie so far apart (95 of 100 pairs do)."""
    usual = _usual_days(known.evidence.pathogen)
    return usual is None or bool(usual[0] <= days <= usual[1])


@cache
def _usual_days(of: str) -> tuple[float, float] | None:
    try:
        law = pathogen(of).serial_interval.distribution()
    except PathogenError:
        return None
    return law.ppf(USUAL[0]), law.ppf(USUAL[1])


def _isolation(infectee: Case, infector: Case, known: Seen) -> list[Reason]:
    isolated = known.fact(infector.person_id).get("date_isolation")
    onset = known.fact(infectee.person_id).get("date_onset")
    longest = timedelta(days=_longest_incubation(known))
    if isolated is None or onset is None or onset - isolated <= longest:
        return []
    words = {"day": date_format(isolated, "SHORT_DATE_FORMAT")}
    return [Reason("isolation", _("was isolated on %(day)s already") % words, is_against=True)]


def _longest_incubation(known: Seen) -> int:
    try:
        return len(pathogen(known.evidence.pathogen).incubation)
    except PathogenError:
        return 14


def _between(unseen: float) -> list[Reason]:
    if unseen < INDIRECT:
        return []
    number = max(1, round(unseen))
    told = ngettext(
        "probably not directly, but through %(number)d case nobody recorded",
        "probably not directly, but through %(number)d cases nobody recorded",
        number,
    )
    return [Reason("unseen", told % {"number": number})]


def _of_outside(infectee: Case, known: Seen) -> list[Reason]:
    row = known.fact(infectee.person_id)
    met = known.evidence.contacts_of(infectee.person_id)
    found = []
    if row.get("imported"):
        found.append(Reason("imported", _("recorded as infected elsewhere")))
    if row.get("imported") is False:
        found.append(Reason("imported", _("recorded as not infected elsewhere"), is_against=True))
    if met.is_empty():
        found.append(Reason("none", _("no contact with a case is on file")))
    return found
