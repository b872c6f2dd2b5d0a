"""What an export is called, who took it, and how much of what was in it, in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from firebreak.records.actions.exports import RECORD
from firebreak.records.models import Export
from firebreak.site.exports.formats import OTHERS
from firebreak.site.inbox.words import kind_word
from firebreak.site.words import apart

LISTS: Mapping[str, Any] = {
    RECORD: _("the record"),
    "cases": _("Cases"),
    "duties": _("Duties"),
    "contacts": _("Contacts"),
    "units": _("Units"),
    "chains": _("Chains"),
    "epidemic": pgettext_lazy("a list", "Numbers of the outbreak"),
    "trace": pgettext_lazy("a list", "Trace of a case"),
    "events": pgettext_lazy("a list", "Events"),
    "audits": _("Audits of logs"),
    "observed": pgettext_lazy("a list", "Under observation"),
    "patients": pgettext_lazy("a list", "Patients of a ward"),
    "transfers": pgettext_lazy("a list", "Contacts handed over"),
    "missed-chances": _("Missed chances"),
    "met-late": pgettext_lazy("a list", "Met late"),
    "consistency": _("Contradictions"),
    "duplicates": _("Duplicates"),
    "indicators": _("Timeliness"),
    "orders": _("Orders with a deadline"),
    "published": _("Published figures"),
    "chain-links": _("Each case's probable infector"),
    "chain-sources": _("Chains and who began them"),
    "chain-numbers": _("What they say of the outbreak"),
    "chain-clusters": _("Clusters"),
    "chain-decisions": _("Settled by people"),
    "attack-rates": _("Attack rates by setting"),
    "inbox": _("Inbox"),
    "exports": _("Lists taken out"),
    "editions": _("Rules"),
    "met": _("Traced forward: whom the case met"),
    "met-possible": _("Perhaps met: only the day is known"),
    "met-further": _("Contacts of contacts"),
    "shared-places": _("Places and times they share"),
    "shared-people": _("People they met"),
    "place-visits": _("Who was there"),
    "place-contacts": _("Contacts of meetings here"),
    "missed-sums": _("Missed chances, added up"),
    "seven-one-seven": "7-1-7",
    "milestones": _("Milestones"),
    "units-below": _("Units below"),
    "beds": _("Beds"),
    "silent-units": _("Silent units"),
    "curve": _("Epidemic curve"),
    "read-from-source": _("What was read from a source"),
    "feed-places": _("Places of feeds"),
}
#: Lists of one thing each: an indicator's rows, the work that a change of edition makes.
ONE_OF = {
    "indicator-counties-": _("Timeliness by county"),
    "indicator-": _("Timeliness"),
    "change-duties-": _("Duties that a change of edition changes"),
    "change-met-": _("Met, and a contact only by the new edition"),
    "change-": _("Change of edition"),
    "edition-duties-": _("Duties"),
    "edition-contacts-": _("Who counts as a contact"),
    "edition-chances-": _("Where posts should hold somebody back"),
}


def what_word(one: Export) -> str:
    """Return what a list is called."""
    for begins, word in ONE_OF.items():
        if one.what.startswith(begins):
            return f"{word}: {one.what.removeprefix(begins)}"
    return str(LISTS.get(one.what, one.what))


def form_word(form: str) -> str:
    """Return what a form of file is called."""
    known = OTHERS.get(form)
    return str(known.label) if known else form.upper()


def taker_word(one: Export) -> str:
    """Return who took it: a user, or an account of the machine at its terminal."""
    if one.by is not None:
        return str(one.by.get_full_name() or one.by.get_username())
    return str(_("at the terminal of the machine (%(login)s)") % {"login": one.login or "–"})


def counts_word(one: Export) -> str:
    """Return how many of each kind were in it; "" for a list of one kind."""
    counts = one.counts.items()
    return apart(f"{kind_word(kind)} {count}" for kind, count in counts)
