"""Any list of the site as a file, for posts that may take lists away."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from firebreak.outputs.export import TYPES, ExportError, export
from firebreak.records import clock


def as_file(request, name: str, columns, rows, title: str = "") -> HttpResponse:
    """
    Answer with a list as `?format=csv` or `?format=xlsx`.

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
    form = request.GET["format"]
    try:
        content = export(form, columns, rows, title=title or name)
    except ExportError as refusal:
        return HttpResponse(str(refusal), status=400, content_type="text/plain; charset=utf-8")
    taken = timezone.localtime(request.known or clock.now()).strftime("%Y%m%d-%H%M")
    response = HttpResponse(content, content_type=TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="{name}-{taken}.{form}"'
    return response
