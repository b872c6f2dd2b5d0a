"""Tokens with which programs put documents into the inbox: made, used, revoked."""

import hashlib
import secrets
from datetime import timedelta
from math import ceil

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from firebreak.records import clock
from firebreak.records.change import change
from firebreak.records.models import InboxToken, Unit, User
from firebreak.records.visibility import require

#: A mailbox of a city brings a few documents a minute; more is a program that has gone wild.
MOST_IN_A_MINUTE = 60
MINUTE = timedelta(minutes=1)


class TooMany(ValidationError):
    """
    More was sent in a minute than a token may.

    Attributes
    ----------
    seconds
        After how many of them it may send again.
    """

    def __init__(self, message: str, seconds: int) -> None:
        super().__init__(message)
        self.seconds = seconds


def make_token(*, by: User | None, name: str, unit: Unit) -> tuple[InboxToken, str]:
    """
    Make a token; its secret is returned once and kept nowhere.

    Raises
    ------
    Refused
        The post may not, or the unit is outside its subtree.
    ValidationError
        It is not said for whom.
    """
    require(by, "tokens.keep", unit)
    if not name.strip():
        raise ValidationError({"name": _("Say for whom the token is, so that it can be revoked.")})
    secret = secrets.token_urlsafe(32)
    token = InboxToken(
        name=name.strip(), unit=unit, digest=_digest(secret), made_at=clock.now(), made_by=by
    )
    token.clean_fields()
    with change("tokens.make", by=by, reason=token.name):
        token.save()
    return token, secret


def revoke_token(*, by: User | None, token: InboxToken) -> InboxToken:
    """
    Revoke a token; what it brought stays.

    Raises
    ------
    Refused
        The post may not, or the unit is outside its subtree.
    """
    require(by, "tokens.keep", token.unit)
    with change("tokens.revoke", by=by, reason=token.name):
        token.revoked_at = token.revoked_at or clock.now()
        token.save()
    return token


def token_of(secret: str) -> InboxToken | None:
    """Return the token of a secret; None if there is none, or it was revoked."""
    found = InboxToken.objects.select_related("unit").filter(digest=_digest(secret))
    return found.filter(revoked_at__isnull=True).first()


def count_use(*, token: InboxToken) -> None:
    """
    Count one more document of this minute.

    Raises
    ------
    TooMany
        It is more than a token may send.
    """
    with transaction.atomic():
        row = InboxToken.objects.select_for_update().get(pk=token.pk)
        now = clock.now()
        if row.minute_began_at is None or now - row.minute_began_at >= MINUTE:
            row.minute_began_at, row.asked_in_minute = now, 0
        if row.asked_in_minute >= MOST_IN_A_MINUTE:
            raise TooMany(
                _("More than %(most)d documents in a minute. Wait a minute, then go on.")
                % {"most": MOST_IN_A_MINUTE},
                seconds=ceil((row.minute_began_at + MINUTE - now).total_seconds()),
            )
        row.asked_in_minute, row.used_at = row.asked_in_minute + 1, now
        row.save()


def _digest(secret: str) -> str:
    # A secret of 256 random bits cannot be guessed from its digest; it needs no slow hash.
    return hashlib.sha256(secret.encode()).hexdigest()
