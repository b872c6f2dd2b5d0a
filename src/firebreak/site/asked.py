"""What an address or a form asks for, read so that nothing in it can trip a page.

A record's number is plain digits that a database can hold. NUL is a character nobody types, and
PostgreSQL keeps none: an address with one is refused at the door, in a form it is taken out.
"""

from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

MOST_DIGITS = 18  # the longest number that surely fits the database
YEARS = range(1900, 2200)


def number(text: str | None) -> int | None:
    """
    Read a number that an address names something by; None if it is none.

    Examples
    --------
    >>> number("12")
    12
    >>> number("²") is number("9" * 40) is number(None) is None
    True
    """
    if not text or not text.isascii() or not text.isdigit() or len(text) > MOST_DIGITS:
        return None
    return int(text)


def instant(text: str | None) -> datetime | None:
    """
    Read an instant, in UTC; a time without a zone is the city's.

    None if it is no time, or one that lies outside `YEARS`, about which no record can say anything.

    Examples
    --------
    >>> instant("2020-02-03T08:00")
    datetime.datetime(2020, 2, 3, 0, 0, tzinfo=datetime.timezone.utc)
    >>> instant("0001-01-01T00:00+14:00") is instant("noon") is None
    True
    """
    try:
        found = datetime.fromisoformat((text or "").strip().replace(" ", "+"))
    except ValueError:
        return None
    if found.year not in YEARS:  # so that a day can be added to it, or taken from it
        return None
    return (found if found.tzinfo else found.replace(tzinfo=settings.CITY_ZONE)).astimezone(UTC)


def typed(text: str | None) -> str:
    """
    Return what was typed, without NUL.

    Examples
    --------
    >>> typed("Zh\\x00ang"), typed(None)
    ('Zhang', '')
    """
    return (text or "").replace("\x00", "")


class PlainAddressMiddleware:
    """Refuse an address with a NUL in it (400)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            words = _("The address holds a character that nobody can type. Type it anew.")
            if request.path.startswith("/api/"):
                return JsonResponse({"detail": words}, status=400)
            return HttpResponse(words, status=400, content_type="text/plain; charset=utf-8")
        return self.get_response(request)
