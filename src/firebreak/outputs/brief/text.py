"""A brief for a terminal, a message or a printer of plain text."""

from dataclasses import astuple

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from rich.cells import cell_len

from firebreak.outputs.brief import words
from firebreak.outputs.brief.facts import Brief, CountyRow, Holder
from firebreak.outputs.layout import pad, table, wrap


def as_text(made: Brief, width: int = 80) -> str:
    """Return a brief as plain text of at most `width` cells a line."""
    nothing = words.nothing_overdue(made), words.nothing_soon(made)
    parts = [
        _head(made, width),
        _figures(made, width),
        _holders(
            words.overdue_title(made), nothing[0], made, made.overdue, made.overdue_count, width
        ),
        wrap(words.unproven(made), width) if made.unproven else [],
        _holders(words.soon_title(made), nothing[1], made, made.soon, made.soon_count, width),
        _rounds(made, width),
        _silent(made, width),
        _counties(made, width),
        _changes(made, width),
        _list(
            _("Changes of edition"),
            [words.edition_change(made, e) for e in made.edition_changes],
            width,
        ),
        _targets(made, width),
        _foot(made, width),
    ]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _head(made: Brief, width: int) -> list[str]:
    title, at = words.title(made), words.instant(made.at)
    line = pad(title, width - cell_len(at)) + at
    lines = [line if cell_len(line) <= width else f"{title}\n{at}", "=" * width]
    return lines + [part for sentence in words.standing(made) for part in wrap(sentence, width)]


def _figures(made: Brief, width: int) -> list[str]:
    heads = ("", words.hour(made.close, made.at), _("change"), _("since then"))
    rows = [
        (f.label, str(f.total), words.signed(f.change), words.signed(f.since_close))
        for f in made.figures
    ]
    laid = table([heads, *rows], right=(False, True, True, True), width=width)
    lines = [laid[0]]
    for figure, line in zip(made.figures, laid[1:], strict=True):
        lines.append(line)
        if explained := words.why(figure):
            lines += wrap(explained, width, first="    ")
    return lines


def _counties(made: Brief, width: int) -> list[str]:
    heads = (
        _("Counted by unit"),
        pgettext("column", "confirmed"),
        pgettext("column", "new"),
        pgettext("column", "suspected"),
        pgettext("column", "recovered"),
        pgettext("column", "died"),
        pgettext("column", "overdue"),
        pgettext("column", "silent"),
    )
    rows = [_row(row) for row in (*made.counties, made.total)]
    return table([heads, *rows], right=(False, *[True] * 7), width=width)


def _row(row: CountyRow) -> tuple[str, ...]:
    return (row.name, *(str(number) for number in astuple(row)[2:]))


def _holders(
    title: str, nothing: str, made: Brief, held: tuple[Holder, ...], count: int, width: int
) -> list[str]:
    lines = _title(title, width)
    if not held:
        return [*lines, *wrap(nothing, width)]
    if held is made.overdue:
        lines += wrap(words.what_stands_here(), width)
    for one in held:
        lines += wrap(words.holder(one), width)
        for rule in one.rules:
            lines += wrap(words.clocks(made, rule), width, first="  - ")
    rest = words.more_holders(count, held)
    return [*lines, *wrap(rest, width)] if rest else lines


def _rounds(made: Brief, width: int) -> list[str]:
    rows = [words.rounds(made, one) for one in made.rounds_soon]
    return _list(_("Daily rounds and reports still to come"), rows, width)


def _silent(made: Brief, width: int) -> list[str]:
    rows = [words.silent(made, one) for one in made.silent]
    rest = _rest(made.silent_count, len(rows))
    return [*_list(words.silent_title(made), rows, width), *rest] if rows else []


def _changes(made: Brief, width: int) -> list[str]:
    rows = [words.change(made, one) for one in made.changes]
    rest = _rest(made.changes_count, len(rows))
    return [*_list(words.changes_title(made), rows, width), *rest] if rows else []


def _rest(count: int, shown: int) -> list[str]:
    return [_("and %(n)d more") % {"n": count - shown}] if count > shown else []


def _targets(made: Brief, width: int) -> list[str]:
    return _list(_("7-1-7"), [words.outbreak(one) for one in made.seven_one_seven], width)


def _foot(made: Brief, width: int) -> list[str]:
    sentences = [words.inconsistencies(made), words.editions(made), words.provenance(made)]
    return ["-" * width, *(line for s in sentences for line in wrap(s, width))]


def _list(title: str, rows: list[str], width: int) -> list[str]:
    if not rows:
        return []
    return [*_title(title, width), *(line for row in rows for line in wrap(row, width, first="- "))]


def _title(title: str, width: int) -> list[str]:
    return [title, "-" * min(width, cell_len(title))]
