"""Until when somebody would be kept: derived from the last exposure on file, and shown."""

from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from firebreak.engine.duties.observation import ObservationEnd, ObservationError, observation_end
from firebreak.engine.when import When
from firebreak.records.editions import protocols
from firebreak.records.models import Person, Placement
from firebreak.site.entry.editions import governing


def exposures_of(person: Person) -> list[When]:
    """Return every exposure of a person on file, as exactly as it is known."""
    return [contact.happened for contact in person.exposures.filter(happened_at__isnull=False)]


def derived_end(
    person: Person | None, last_exposure: When | None, at: datetime, edition: str = ""
) -> ObservationEnd | None:
    """Return the end that follows from the exposures and the edition; None if none does."""
    exposures = exposures_of(person) if person is not None else []
    if last_exposure is not None and last_exposure.start is not None:
        exposures.append(last_exposure)
    rules = protocols().edition(edition) if edition else governing(at, "control")
    if rules is None:
        return None
    try:
        return observation_end(exposures, rules)
    except ObservationError:
        return None


def end_of(placement: Placement) -> ObservationEnd | None:
    """Return the derived end of a placement on file."""
    if placement.level not in Placement.OBSERVATION or placement.happened_at is None:
        return None
    given = None
    if placement.last_exposure_at and placement.last_exposure_until:
        given = When.between(placement.last_exposure_at, placement.last_exposure_until)
    elif placement.last_exposure_at:
        given = When.minute(placement.last_exposure_at)
    return derived_end(placement.person, given, placement.happened_at, placement.edition)


def sentence_of(end: ObservationEnd | None) -> str:
    """Say how the end is derived, or what is missing for it."""
    if end is not None:
        return end.sentence(get_language() or "en")
    return _("No end follows yet: no exposure with a known time is on file. Say the last exposure.")
