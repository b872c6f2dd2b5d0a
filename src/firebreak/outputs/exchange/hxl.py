"""Counts by unit and day as a CSV with HXL's row of tags, as humanitarian data is exchanged."""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import tzinfo

from firebreak.engine.when import When
from firebreak.intake.drafts import Draft
from firebreak.intake.exchange import hxl_tags as tags
from firebreak.intake.exchange.codecs import Surroundings
from firebreak.outputs.exchange.writing import Writing, Written
from firebreak.outputs.export import harmless

CARRIED = {"until", "unit", "what", "number"}


def write(
    drafts: Iterable[Draft],
    *,
    zone: tzinfo,
    codes: Mapping[str, str] | None = None,
    counted_by: str = "",
) -> Written:
    """
    Write totals: a row for each unit and day, a column for each measure that any of them says.

    Parameters
    ----------
    drafts
        Drafts of the kind `total`; each says the day it counts up to.
    zone
        The zone of the days.
    codes
        Name of a unit -> its division code.
    counted_by
        Who counted, so that it is known again where it comes from; "" leaves the column out.

    Returns
    -------
    Written
        CSV in UTF-8, and a note for everything HXL has no column for.

    Examples
    --------
    >>> from datetime import date
    >>> from zoneinfo import ZoneInfo
    >>> from firebreak.intake.drafts import Value
    >>> here = ZoneInfo("Asia/Shanghai")
    >>> said = {"what": "confirmed", "number": 12, "until": When.day(date(2020, 2, 2), here)}
    >>> total = Draft("t", "total", {name: Value(value) for name, value in said.items()})
    >>> write([total], zone=here).content.decode().splitlines()[1:]
    ['#date+reported,#adm2+name,#adm2+code,#affected+infected+confirmed', '2020-02-02,,,12']
    """
    writing = Writing(Surroundings(zone))
    rows: dict[tuple[str, str], dict[str, object]] = {}
    for draft in drafts:
        key = _key(draft, zone, writing)
        if key is not None:
            rows.setdefault(key, {})[str(draft.value("what"))] = draft.value("number")
    measures = [
        measure for measure in tags.MEASURES if any(measure in row for row in rows.values())
    ]
    table = _table(rows, measures, codes or {}, counted_by)
    return Written(table.encode(), writing.notes())


def _key(draft: Draft, zone: tzinfo, writing: Writing) -> tuple[str, str] | None:
    """Day and unit of a total; None if HXL cannot say it, which is counted."""
    if draft.kind != "total":
        writing.lose(draft.kind, "*", "kind_not_carried")
        return None
    until = draft.value("until")
    day = until.local_day(zone) if isinstance(until, When) else None
    if day is None:
        writing.lose("total", "until", "no_time")
        return None
    if draft.value("what") not in tags.MEASURES:
        writing.lose("total", "what", "word_not_carried")
        return None
    writing.lose_rest(draft, CARRIED)
    return day.isoformat(), str(draft.value("unit") or "")


def _table(
    rows: Mapping[tuple[str, str], Mapping[str, object]],
    measures: list[str],
    codes: Mapping[str, str],
    counted_by: str,
) -> str:
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\r\n")
    source = [counted_by] if counted_by else []
    measured = [tags.MEASURES[measure] for measure in measures]
    table.writerow(["date", "unit", "code", *measures, *["source" for _one in source]])
    table.writerow([tags.DATE, tags.UNIT, tags.CODE, *measured, *[tags.SOURCE for _one in source]])
    for (day, unit), said in sorted(rows.items()):
        numbers = ["" if said.get(m) is None else said[m] for m in measures]
        table.writerow([day, harmless(unit), codes.get(unit, ""), *numbers, *source])
    return text.getvalue()
