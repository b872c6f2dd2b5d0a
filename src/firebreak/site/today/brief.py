"""The brief, as a page to print or to send on: what the reader's post may see of the day."""

from csp.constants import UNSAFE_INLINE
from csp.decorators import csp_update
from django.http import HttpResponse

from firebreak.outputs.brief import as_html, as_json, as_text, brief, yesterday
from firebreak.records.situation import situation
from firebreak.site.guard import may_open

FORMS = {
    "html": (as_html, "text/html"),
    "json": (as_json, "application/json"),
    "text": (as_text, "text/plain"),
}


# The brief is one file that can be sent on, so its style is in it; it holds no script.
@csp_update({"style-src": [UNSAFE_INLINE]})
@may_open("duties.read")
def day_brief(request):
    """Answer with the brief: `?format=html` (default), `json` or `text`."""
    before = yesterday(situation().at) if request.known is None else None
    made = brief(situation(known=request.known), scope=request.scope, before=before)
    write, kind = FORMS.get(request.GET.get("format", "html"), FORMS["html"])
    return HttpResponse(write(made), content_type=f"{kind}; charset=utf-8")
