"""The place that a form names: one on file, or a new one."""

from firebreak.records.actions import contacts
from firebreak.records.models import Place, User
from firebreak.records.one_place import is_anybodys_home, named
from firebreak.records.visibility import Scope, places
from firebreak.site.entry.units import own_unit


def place_called(name: str, *, by: User, scope: Scope, kind: str) -> Place:
    """Return the place on file that is called so; without one, a new one of the post's own unit."""
    among = places(scope).none() if is_anybodys_home(name) else places(scope)
    known = named(among, name.strip()).order_by("id").first()
    return known or contacts.add_place(by=by, name=name.strip(), unit=own_unit(scope), kind=kind)
