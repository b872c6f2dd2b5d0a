"""The guard of a page: who may open it. Everything else a page shows is cut to its reader's scope."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode, urlsplit

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache


def signed_in(view: Callable) -> Callable:
    """
    Let a view be reached only by somebody who is signed in.

    A part of a page that asks (htmx) is answered 401, which `firebreak.js` puts into words: the
    page to log in has no place inside another page.
    """

    @never_cache  # on a shared machine, "back" after signing out shows nobody
    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        return HttpResponse(status=401) if request.htmx else to_log_in(request)

    return guarded


def may_open(action: str) -> Callable:
    """
    Let a view be opened only from a post that may do `action`.

    Raises
    ------
    PermissionDenied
        The post may not; the 403 page says so and offers the reader's other posts.
    """

    def guard(view):
        @signed_in
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not request.scope.may(action):
                raise PermissionDenied(_("Your post does not open this page."))
            return view(request, *args, **kwargs)

        return guarded

    return guard


def to_log_in(request: HttpRequest) -> HttpResponseRedirect:
    """Lead to the page to log in, and from there back to what was asked or to the form sent."""
    asked = {"next": request.get_full_path()}
    if request.method == "POST":
        asked = {"next": _where_the_form_stood(request), "sent": "1"}
    return HttpResponseRedirect(f"{reverse('login')}?{urlencode(asked)}")


def _where_the_form_stood(request: HttpRequest) -> str:
    """The page a form was sent from: many addresses that take one in show none."""
    page = request.headers.get("referer", "")
    if not url_has_allowed_host_and_scheme(page, allowed_hosts={request.get_host()}):
        return reverse("today")
    parts = urlsplit(page)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
