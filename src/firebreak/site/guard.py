"""The guard of a page: who may open it. Everything else a page shows is cut to its reader's scope."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache


def may_open(action: str) -> Callable:
    """
    Let a view be opened only from a post that may do `action`.

    Raises
    ------
    PermissionDenied
        The post may not; the 403 page says so and offers the reader's other posts.
    """

    def guard(view):
        @never_cache  # on a shared machine, "back" after signing out shows nobody
        @login_required
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not request.scope.may(action):
                raise PermissionDenied(_("Your post does not open this page."))
            return view(request, *args, **kwargs)

        return guarded

    return guard
