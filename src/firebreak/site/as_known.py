"""`?known=2020-02-03T08:00` on any page: the record as it was known then, and nothing written.

Who is asking, and what he may see, is settled in the present: a right taken away today is not given
back by looking at yesterday.
"""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _

from firebreak.records import clock
from firebreak.records.history import as_known
from firebreak.records.visibility import scope_of
from firebreak.site.asked import instant


class AsKnownMiddleware:
    """Set `request.known` and `request.scope`; answer inside the past if one was asked for."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.scope = scope_of(request.user)
        request.known = None
        asked = request.GET.get("known", "").strip()
        if not asked:
            return self.get_response(request)
        known = instant(asked)
        if known is None:
            messages.error(request, _("“known” is not a time. Write it as 2020-02-03T08:00."))
            return HttpResponseRedirect(request.path)
        if request.method not in ("GET", "HEAD"):
            messages.error(
                request, _("Nothing can be changed in the past. Go back to the present first.")
            )
            return HttpResponseRedirect(request.path)
        request.known = min(known, clock.now())
        with as_known(request.known):
            response = self.get_response(request)
            if hasattr(response, "render") and not getattr(response, "is_rendered", True):
                response.render()
            return response
