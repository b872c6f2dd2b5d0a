"""Any list of the site as a file, for posts that may take lists away."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from firebreak.engine.when import Precision, When
from firebreak.outputs.export import TYPES, ExportError, export
from firebreak.records import clock
from firebreak.records.actions import exports
from firebreak.site.templatetags.pages import when_text


def as_file(request, name: str, columns, rows, title: str = "") -> HttpResponse:
    """
    Answer with a list as `?format=csv` or `?format=xlsx`, and note that it was taken out.

    Parameters
    ----------
    name
        Begins the file's name; the instant it was taken follows.
    columns, rows
        As `outputs.export` takes them, already cut to the reader's scope.

    Raises
    ------
    PermissionDenied
        The post may not take lists away.
    """
    if not request.scope.may("lists.export"):
        raise PermissionDenied(_("Your post may read this list but not take it away as a file."))
    form, counted = request.GET["format"], _Counted(rows)
    try:
        content = export(form, columns, counted, title=title or name)
    except ExportError as refusal:
        return HttpResponse(str(refusal), status=400, content_type="text/plain; charset=utf-8")
    exports.note(
        by=request.user,
        scope=request.scope,
        way="site",
        what=name,
        form=form,
        rows=counted.count,
    )
    taken = timezone.localtime(request.known or clock.now()).strftime("%Y%m%d-%H%M")
    response = HttpResponse(content, content_type=TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="{name}-{taken}.{form}"'
    return response


def list_as_file(request, lists: Mapping[str, Callable[[], HttpResponse]]) -> HttpResponse:
    """
    Answer with one list of a page that has several, as `?list=` names it.

    Parameters
    ----------
    lists
        By name, what makes the file (`as_file`); the first is the page's own, given without a name.

    Raises
    ------
    Http404
        The page has no list of that name.
    """
    name = request.GET.get("list") or next(iter(lists), "")
    if name not in lists:
        raise Http404(_("This page has no list of that name."))
    return lists[name]()


def as_cell(when: When | None) -> datetime | date | str | None:
    """Return a time for a cell, as exact as it is known: an instant, a day, or a span in words."""
    if when is None or when.start is None:
        return None
    if when.precision is Precision.MINUTE:
        return when.start
    if when.precision is Precision.DAY:
        return timezone.localtime(when.start).date()
    return when_text(when)


def person_cell(pk: int | None) -> str:
    """Return what a person is found again by, for a cell: names are shared. "" for nobody."""
    return "" if pk is None else _("Person #%(number)s") % {"number": pk}


class _Counted:
    """Rows that are counted as they are written: a long list is never held twice."""

    def __init__(self, rows) -> None:
        self.rows, self.count = rows, 0

    def __iter__(self):
        for row in self.rows:
            self.count += 1
            yield row
