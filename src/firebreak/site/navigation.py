"""The rooms one can walk to from every page, and the key that leads there."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils.translation import get_language
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


MARK = 7_310_000_000_000_000_000  # stands for a key while an address is looked for; nobody's key


@dataclass(frozen=True)
class Room:
    """One entry of the navigation; `current` is "page", "true" (inside the room) or empty."""

    label: str
    href: str
    icon: str
    key: str
    current: str


def path_of(name: str, *args, **kwargs) -> str:
    """
    Return the path of a page, which must exist.

    The same as Django's `reverse`, which looks through all addresses for each of the hundred links
    of a page: here a page's address is looked for once, and keys are put into it.
    """
    keys = args or tuple(kwargs.values())
    if not all(type(key) is int and key >= 0 for key in keys):
        return reverse(name, args=args, kwargs=kwargs)
    return _path(name, len(args), tuple(kwargs), get_script_prefix()).format(*keys)


@lru_cache(maxsize=1000)
def _path(name: str, args: int, kwargs: tuple[str, ...], _prefix: str) -> str:
    marks = [MARK + number for number in range(args or len(kwargs))]
    named = dict(zip(kwargs, marks, strict=True)) if kwargs else {}
    path = reverse(name, args=marks[:args], kwargs=named)
    for number, mark in enumerate(marks):
        path = path.replace(str(mark), f"{{{number}}}")
    return path


def address(name: str, *args, **kwargs) -> str:
    """Return the path of a page, or an empty text if no page has that name."""
    try:
        return path_of(name, *args, **kwargs)
    except NoReverseMatch:
        return ""


def rooms(path: str, may: Callable[[str], bool] = lambda action: True) -> list[Room]:
    """List the rooms that exist and that a post may enter, seen from the page at `path`."""
    return [
        Room(label, href, icon, key, _current(href, path))
        for href, icon, key, label in _open_to(may, get_language(), get_script_prefix())
    ]


@lru_cache(maxsize=500)  # a few posts, in two languages
def _open_to(
    may: Callable[[str], bool], _language: str | None, _prefix: str
) -> list[tuple[str, str, str, str]]:
    return [
        (href, icon, key, str(label))
        for name, icon, key, label, actions in ROOMS
        if any(map(may, actions)) and (href := address(name))
    ]


def _current(href: str, path: str) -> str:
    if path == href:
        return "page"
    return "true" if href != "/" and path.startswith(href) else ""
