"""What is new since the reader last looked: by when it was stored, whenever it happened."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

import polars as pl

from firebreak.engine.tables import is_kind
from firebreak.records import clock
from firebreak.records.models import User
from firebreak.records.situation import Situation, visible
from firebreak.site.duties.words import kind_word
from firebreak.site.navigation import address

KINDS = (
    "case.suspected",
    "case.probable",
    "case.confirmed",
    "case.asymptomatic",
    "case.excluded",
    "case.recovered",
    "case.died",
    "contact.named",
    "test.resulted.positive",
)
SAME_LOOK = timedelta(minutes=30)
NOTED = timedelta(minutes=1)  # a look within a minute of the last is not noted anew


@dataclass(frozen=True)
class News:
    """So many new facts of one kind."""

    word: str
    number: int
    href: str


def since(user: User) -> datetime:
    """
    Return the end of the reader's last look, and note that he looks now.

    Coming back within half an hour is the same look: what was new stays new.
    """
    now = clock.now()
    looked = user.looked_at
    if looked is not None and user.looked_before_at and timedelta(0) <= now - looked < NOTED:
        return user.looked_before_at
    if looked is None or now - looked > SAME_LOOK or looked > now:
        user.looked_before_at = looked if looked and looked <= now else now - timedelta(days=1)
    user.looked_at = now
    User.objects.filter(pk=user.pk).update(
        looked_at=user.looked_at, looked_before_at=user.looked_before_at
    )
    return user.looked_before_at or now - timedelta(days=1)


def news(now: Situation, scope, after: datetime) -> list[News]:
    """Count what was stored after an instant, by kind, in the reader's scope."""
    fresh = now.once(_told, scope).filter(pl.col("stored_at") > after)
    counted = dict(fresh["kind"].cast(pl.String).value_counts().iter_rows())
    return [News(kind_word(k), counted[k], _rows(k, after)) for k in KINDS if k in counted]


def _told(now: Situation, scope) -> pl.DataFrame:
    return visible(now.events.filter(is_kind(*KINDS)), scope, now).select("kind", "stored_at")


def _rows(kind: str, after: datetime) -> str:
    path = address("events")
    return f"{path}?{urlencode({'kind': kind, 'stored_after': after.isoformat()})}" if path else ""
