"""What every page needs to know of where it stands: the city, the clock, the post, the past."""

from firebreak.records import clock
from firebreak.records.models import Installation
from firebreak.records.prepared import Prepared

INSTALLATIONS = Prepared(lambda: Installation.objects.select_related("city").order_by("pk"))


def surroundings(request) -> dict:
    """Return the values that `base.html` shows on every page."""
    scope = getattr(request, "scope", None)
    installation = next(iter(INSTALLATIONS()), None)
    return {
        "city": installation.city if installation else None,
        "is_demo": clock.is_demo(),
        "now": clock.now(),
        "known": getattr(request, "known", None),
        "scope": scope,
        "may_export": scope is not None and scope.may("lists.export"),
    }
