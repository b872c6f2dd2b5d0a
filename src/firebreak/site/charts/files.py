"""An epidemic curve as a file: the table that stands beside its picture."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from firebreak.site.charts.curve import CurveData, draw
from firebreak.site.charts.curve_table import Row, rows_of
from firebreak.site.download import as_file
from firebreak.site.words import apart

WIDTH = 800  # of the picture that is not drawn


def curve_as_file(request: HttpRequest, data: CurveData) -> HttpResponse:
    """Give the days of a curve with their counts, estimates and changes of definition."""
    drawn = draw(data, width=WIDTH)
    columns = [
        ("day", _("Day")),
        *((series.key, series.label) for series in data.series),
        ("total", _("Total")),
        ("about", _("Estimate")),
        ("lower", _("95% interval, lower end")),
        ("upper", _("95% interval, upper end")),
        ("marks", _("Definition")),
    ]
    return as_file(request, "curve", columns, _rows(data, rows_of(data, drawn)), title=data.title)


def _rows(data: CurveData, rows: Iterator[Row]) -> Iterator[dict]:
    for row in rows:
        counts = [count for count, _href in row.counts]
        told = {series.key: n for series, n in zip(data.series, counts, strict=True)}
        estimate = row.day.expected.estimate if row.day.expected else None
        if estimate is not None:
            told |= {"about": estimate.about, "lower": estimate.lower, "upper": estimate.upper}
        yield told | {"day": row.day.day, "total": row.day.total, "marks": apart(row.marks)}
