"""Until when somebody is observed: from his exposures on file and the edition, never stored."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import get_language

from firebreak.engine.duties.observation import ObservationEnd, ObservationError, observation_end
from firebreak.engine.duties.protocols import Edition, NoEditionError, Protocols
from firebreak.engine.when import When
from firebreak.records.models import Contact, Person, Placement


@dataclass(frozen=True)
class DerivedEnd:
    """The end of an observation with its derivation, or why none can be derived."""

    end: ObservationEnd | None
    why_not: str = ""

    def __str__(self) -> str:
        return self.end.sentence(get_language() or "en") if self.end else ""


def derive_end(
    person: Person | None,
    protocols: Protocols,
    pathogen: str,
    *,
    at: datetime,
    edition: str = "",
    also: When | None = None,
) -> DerivedEnd:
    """
    Derive the end of an observation from the person's exposures.

    Parameters
    ----------
    person
        None for somebody who is not on file yet.
    at
        When the observation began: the edition in force then governs, unless `edition` names one.
    also
        An exposure that no contact record holds, such as a return from an affected area.
    """
    try:
        governing = _edition(protocols, pathogen, at, edition)
        exposures = counted_exposures(person, pathogen) if person else []
        told = [*exposures, also] if also else exposures
        return DerivedEnd(observation_end(told, governing))
    except (ObservationError, NoEditionError) as missing:
        return DerivedEnd(None, str(missing))


def end_of(placement: Placement, protocols: Protocols, pathogen: str) -> DerivedEnd | None:
    """Derive the end of a placement; None where it is care, which ends by other rules."""
    if placement.level not in Placement.OBSERVATION or placement.happened_at is None:
        return None
    return derive_end(
        placement.person,
        protocols,
        pathogen,
        at=placement.happened_at,
        edition=placement.edition,
        also=_stated(placement),
    )


def counted_exposures(person: Person, pathogen: str) -> list[When]:
    """Return when each exposure on file was over for which somebody is kept."""
    told = person.exposures.all()  # a list of people has fetched them for all at once
    return [contact.over for contact in told if _counts(contact, pathogen)]


def _edition(protocols: Protocols, pathogen: str, at: datetime, named: str) -> Edition:
    if named:
        return protocols.edition(named)
    return protocols.governing(pathogen, at)


def _counts(contact: Contact, pathogen: str) -> bool:
    # A general contact is told, not kept; an exposure to another disease has its own period.
    return (
        contact.happened_at is not None
        and contact.order != Contact.Order.GENERAL
        and contact.case.pathogen == pathogen
    )


def _stated(placement: Placement) -> When | None:
    start, until = placement.last_exposure_at, placement.last_exposure_until
    if start is None:
        return None
    if until is None:
        return When.minute(start)
    day = When.day(start.astimezone(settings.CITY_ZONE).date(), settings.CITY_ZONE)
    return day if (day.start, day.end) == (start, until) else When.between(start, until)
