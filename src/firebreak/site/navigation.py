"""The rooms one can walk to from every page, and the key that leads there."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from firebreak.site.entry.menu import ENTRIES

ROOMS = (  # name of the address, name of the icon, key after "g", label, actions: any opens it
    ("today", "today", "t", _("Today"), ("today.read",)),
    ("cases", "cases", "c", _("Cases"), ("cases.read",)),
    ("duties", "duties", "d", _("Duties"), ("duties.read",)),
    ("entry", "entry", "e", _("Entry"), tuple(action for _page, _label, action, _query in ENTRIES)),
    ("inbox", "inbox", "n", _("Inbox"), ("drafts.keep", "drafts.read")),
    ("contacts", "contacts", "o", _("Contacts"), ("people.read",)),
    ("units", "units", "u", _("Units"), ("units.read",)),
    ("chains", "chains", "h", _("Chains"), ("chains.read",)),
    ("indicators", "met", "i", _("Timeliness"), ("indicators.read",)),
    ("missed", "missed", "m", _("Missed chances"), ("missed.read",)),
    ("consistency", "due-soon", "k", _("Contradictions"), ("consistency.read",)),
    ("duplicates", "person", "p", _("Duplicates"), ("duplicates.read",)),
    ("rules", "info", "r", _("Rules"), ("units.read",)),
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


def rooms(path: str, may: Callable[[str], bool] = lambda action: True) -> list[Room]:
    """List the rooms that exist and that a post may enter, seen from the page at `path`."""
    found = [
        (address(name), icon, key, label)
        for name, icon, key, label, actions in ROOMS
        if any(map(may, actions))
    ]
    return [
        Room(str(label), href, icon, key, _current(href, path))
        for href, icon, key, label in found
        if href
    ]


def _current(href: str, path: str) -> str:
    if path == href:
        return "page"
    return "true" if href != "/" and path.startswith(href) else ""
