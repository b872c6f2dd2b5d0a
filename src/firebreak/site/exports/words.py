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
}
#: Lists of one thing each: an indicator's rows, the work that a change of edition makes.
ONE_OF = {"indicator-": _("Timeliness"), "change-": _("Change of edition")}


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
