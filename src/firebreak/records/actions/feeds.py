"""Feeds of stays: what came in, and whom and where their pseudonymous ids mean."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from firebreak.engine.when import Precision, When
from firebreak.records import clock
from firebreak.records.actions.people import require_person
from firebreak.records.change import change
from firebreak.records.models import Feed, FeedIdentity, FeedPlace, Person, Place, Unit, User
from firebreak.records.visibility import require


def receive(
    *,
    by: User | None,
    kind: str,
    sender: Unit,
    file_name: str,
    rows: int,
    first: datetime,
    last: datetime,
    told_at: datetime | None = None,
    source=None,
) -> Feed:
    """
    Record that a file of stays went into the index.

    Parameters
    ----------
    rows
        How many of its stays went in.
    first, last
        When the first of them began, and the last ended.

    Raises
    ------
    Refused
        The post may not, or the sender lies outside its subtree.
    ValidationError
        The kind is not one of `Feed.Kind`.
    """
    require(by, "feeds.receive", sender)
    feed = Feed(
        kind=kind,
        sender=sender,
        file_name=file_name,
        rows=rows,
        told_at=told_at or clock.now(),
        source=source,
    ).with_happened(When(first, last, Precision.INTERVAL))
    feed.clean_fields(exclude=["stored_at"])
    with change("feeds.receive", by=by):
        feed.save()
    return feed


def link_person(*, by: User | None, sender: Unit, code: str, person: Person) -> FeedIdentity:
    """
    Say who a pseudonymous id in the feeds of a sender is.

    Raises
    ------
    Refused
        The post may not, or neither knows the sender nor the person.
    ValidationError
        The id is somebody else's already.
    """
    require(by, "feeds.link", sender)
    require_person(by, "feeds.link", person)
    known = FeedIdentity.objects.filter(sender=sender, code=code).first()
    if known is not None and known.person_id == person.pk:
        return known
    if known is not None:
        raise ValidationError(_("This id has been named already. Open the trace again."))
    link = FeedIdentity(sender=sender, code=code, person=person)
    link.clean_fields(exclude=["stored_at"])
    with change("feeds.link", by=by):
        link.save()
    return link


def link_place(*, by: User | None, sender: Unit, code: str, place: Place) -> FeedPlace:
    """
    Say which place of the record an id in the feeds of a sender means; said anew, it is corrected.

    Raises
    ------
    Refused
        The post may not, or the sender lies outside its subtree.
    ValidationError
        The place is a part of another: feeds know whole places.
    """
    require(by, "feeds.link", sender)
    if place.within_id is not None:
        raise ValidationError(
            {"place": _("This is a part of another place. Choose the place that holds it.")}
        )
    link = FeedPlace.objects.filter(sender=sender, code=code).first()
    link = link or FeedPlace(sender=sender, code=code)
    link.place = place
    link.clean_fields(exclude=["stored_at"])
    with change("feeds.link", by=by):
        link.save()
    return link
