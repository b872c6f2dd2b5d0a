"""Until when somebody would be kept, as a form says it: the same end as his page shows."""

from datetime import datetime

from django.utils.translation import gettext as _

from firebreak.engine.when import When
from firebreak.records.editions import protocols
from firebreak.records.installation import watched_pathogen
from firebreak.records.models import Person, Placement
from firebreak.records.observation import derive_end, end_of


def end_if_begun(person: Person | None, at: datetime, also: When | None = None) -> str:
    """Say until when an observation would last that begins at `at`, or what is missing for it."""
    derived = derive_end(person, protocols(), watched_pathogen(), at=at, also=also)
    return str(derived) or _nothing_follows()


def end_of_placement(placement: Placement) -> str:
    """
    Say until when an observation on file lasts.

    Isolation and care end by other rules: of them, until when the person is observed as a contact;
    nothing of who is none.
    """
    derived = end_of(placement, protocols(), watched_pathogen())
    if derived is None:
        return _end_as_contact(placement)
    return str(derived) or _nothing_follows()


def _end_as_contact(placement: Placement) -> str:
    began = placement.happened_at
    if began is None:
        return ""
    derived = derive_end(placement.person, protocols(), watched_pathogen(), at=began)
    return _("Also observed as a contact: {end}").format(end=derived) if derived.end else ""


def _nothing_follows() -> str:
    return _("No end follows yet: no exposure with a known time is on file. Say the last exposure.")
