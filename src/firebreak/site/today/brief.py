"""The brief, as a page to print or to send on: what the reader's post may see of the day."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from urllib.parse import urlencode

from csp.constants import UNSAFE_INLINE
from csp.decorators import csp_update
from django.http import HttpResponse
from django.shortcuts import render

from firebreak.outputs.brief import Brief, as_html, as_json, as_text, brief, keeping, yesterday
from firebreak.records.situation import Situation, situation
from firebreak.records.visibility import Scope
from firebreak.records.visibility import units as units_of
from firebreak.site.duties.views import APART
from firebreak.site.guard import may_open
from firebreak.site.navigation import address
from firebreak.site.templatetags.pages import carry_known, instant_for_link

FORMS = {"json": (as_json, "application/json"), "text": (as_text, "text/plain")}


# The brief is one file that can be sent on, so its style is in it; it holds no script.
@csp_update({"style-src": [UNSAFE_INLINE]})
@may_open("duties.read")
def day_brief(request):
    """Answer with the brief: `?format=html` (default), `json` or `text`."""
    now = situation(known=request.known)
    if request.GET.get("format") in FORMS:
        write, kind = FORMS[request.GET["format"]]
        return HttpResponse(write(_brief(now, request)), content_type=f"{kind}; charset=utf-8")
    made = keeping.latest(now, request.scope) if request.known is None else _brief(now, request)
    if made is None:
        return render(request, "today/brief_being_made.html")
    if request.headers.get("HX-Request"):  # the page that waited for it makes room
        return HttpResponse(headers={"HX-Refresh": "true"})
    page = as_html(made, SiteLinks(request.scope, request.known))
    return HttpResponse(page, content_type="text/html; charset=utf-8")


def _brief(now: Situation, request) -> Brief:
    before = yesterday(now) if request.known is None else None
    return brief(now, scope=request.scope, before=before)


@dataclass(frozen=True)
class SiteLinks:
    """The pages behind the numbers of a brief, as far as the reader's post may open them."""

    scope: Scope
    known: datetime | None

    def cases(self, measure: str, people: tuple[int, ...] | None, unit: str = "") -> str:
        asked = {"measure": measure, **({"unit_counting": unit} if unit else {})}
        if people is not None:
            asked = {"people": ",".join(map(str, people))}
        return self._page("cases.read", "cases", asked)

    def case(self, id_: int | None) -> str:
        return self._page("cases.read", "case", pk=id_) if id_ else ""

    def contacts(
        self,
        measure: str,
        at: datetime,
        *,
        since: datetime | None = None,
        people: tuple[int, ...] | None = None,
    ) -> str:
        asked = {"measure": measure, "at": instant_for_link(at)}
        if since is not None:
            asked["since"] = instant_for_link(since)
        if people is not None:
            asked = {"people": ",".join(map(str, people)), "at": instant_for_link(at)}
        return self._page("people.read", "contacts", asked)

    def clocks(self, states: tuple[str, ...], **chosen: str) -> str:
        apart = APART if "overdue" in states else {}
        return self._page("duties.read", "duties", {"state": states, **apart, **chosen})

    def unit(self, code: str) -> str:
        return self._page("units.read", "unit", code=code) if self._is_seen(code) else ""

    def edition(self, id_: str) -> str:
        return self._page("units.read", "rule", edition=id_)

    def transfers(self) -> str:
        return self._page("people.read", "transfers", {"state": "waiting"})

    def _is_seen(self, code: str) -> bool:
        """Whether a unit has a page for this reader: one outside his subtree is named, no more."""
        return bool(code) and (self.scope.sees_all or code in self._codes)

    @cached_property
    def _codes(self) -> set[str]:
        return set(units_of(self.scope).values_list("code", flat=True))

    def _page(self, action: str, name: str, asked: dict | None = None, **parts) -> str:
        if not self.scope.may(action):
            return ""
        path = address(name, **parts)
        query = urlencode(asked, doseq=True) if asked else ""
        return carry_known(f"{path}?{query}" if query else path, self.known)
