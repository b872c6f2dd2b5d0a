"""The rooms one can walk to from every page, and the key that leads there."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

ROOMS = (  # name of the address, name of the icon, key after "g", label
    ("today", "today", "t", _("Today")),
    ("cases", "cases", "c", _("Cases")),
    ("duties", "duties", "d", _("Duties")),
    ("entry", "entry", "e", _("Entry")),
    ("units", "units", "u", _("Units")),
    ("indicators", "met", "i", _("Timeliness")),
    ("rules", "info", "r", _("Rules")),
)


@dataclass(frozen=True)
class Room:
    """One entry of the navigation; `current` is "page", "true" (inside the room) or empty."""

    label: str
    href: str
    icon: str
    key: str
    current: str


def address(name: str, *args, **kwargs) -> str:
    """Return the path of a page, or an empty text if no page has that name."""
    try:
        return reverse(name, args=args, kwargs=kwargs)
    except NoReverseMatch:
        return ""


def rooms(path: str) -> list[Room]:
    """List the rooms that exist, seen from the page at `path`."""
    found = [(address(name), icon, key, label) for name, icon, key, label in ROOMS]
    return [
        Room(str(label), href, icon, key, _current(href, path))
        for href, icon, key, label in found
        if href
    ]


def _current(href: str, path: str) -> str:
    if path == href:
        return "page"
    return "true" if href != "/" and path.startswith(href) else ""
