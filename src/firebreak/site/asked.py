"""What an address or a form asks for, read so that nothing in it can trip a page.

A record's number is plain digits that a database can hold. NUL is a character nobody types, and
PostgreSQL keeps none: an address with one is refused at the door, in a form it is taken out.
"""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

MOST_DIGITS = 18  # the longest number that surely fits the database


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
            return HttpResponse(words, status=400, content_type="text/plain; charset=utf-8")
        return self.get_response(request)
