"""A brief for a terminal, a message or a printer of plain text."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from rich.cells import cell_len

from firebreak.outputs.brief import words
from firebreak.outputs.brief.facts import Brief, Holder
from firebreak.outputs.layout import pad, table, wrap


def as_text(made: Brief, width: int = 80) -> str:
    """Return a brief as plain text of at most `width` cells a line."""
    parts = [
        _head(made, width),
        _figures(made, width),
        [*_title(words.overdue_title(made), width), *_about_overdue(made, width)],
        [*_title(words.soon_title(made), width), *_about_soon(made, width)],
        _rounds(made, width),
        _silent(made, width),
        _handed_over(made, width),
        _counties(made, width),
        _changes(made, width),
        _list(
            _("Changes of edition"),
            [words.edition_change(made, e) for e in made.edition_changes],
            width,
        ),
        _targets(made, width),
        _all_holders(made, width),
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
        (f.label, words.counted(f.total), words.signed(f.change), words.signed(f.since_close))
        for f in made.figures
    ]
    laid = table([heads, *rows], right=(False, True, True, True), width=width)
    lines = [laid[0]]
    for figure, line in zip(made.figures, laid[1:], strict=True):
        lines.append(line)
        for note in words.notes(figure, made.at):
            lines += wrap(note, width, first="    ")
    to_come = words.still_to_come(made.still_to_come)
    return [*lines, *wrap(to_come, width)] if to_come else lines


def _counties(made: Brief, width: int) -> list[str]:
    other = words.has_other(made)
    heads = [_("Counted by unit"), *words.county_heads(other=other)]
    rows = [[row.name, *words.county(row, other=other)] for row in (*made.counties, made.total)]
    lines = table([heads, *rows], right=(False, *[True] * (len(heads) - 1)), width=width)
    return [*lines, *wrap(words.other_note(), width)] if other else lines


def _about_overdue(made: Brief, width: int) -> list[str]:
    said = [line for sentence in words.about_overdue(made) for line in wrap(sentence, width)]
    return [*said, *_holders(made, made.overdue, made.overdue_count, width)]


def _about_soon(made: Brief, width: int) -> list[str]:
    if not made.soon:
        return wrap(words.nothing_soon(made), width)
    return _holders(made, made.soon, made.soon_count, width)


def _holders(made: Brief, held: tuple[Holder, ...], count: int, width: int) -> list[str]:
    lines: list[str] = []
    for one in held:
        lines += wrap(words.holder(one), width)
        for rule in one.rules:
            lines += wrap(words.clocks(made, rule), width, first="  - ")
    rest = words.more_holders(count, held)
    return [*lines, *wrap(rest, width)] if rest else lines


def _all_holders(made: Brief, width: int) -> list[str]:
    if not made.holders:
        return []
    heads = ("", _("Telephone"), pgettext("column", "overdue"), pgettext("column", "due soon"))
    rows = [
        (words.post(one), one.phone or words.UNKNOWN, str(one.overdue), str(one.soon))
        for one in made.holders
    ]
    laid = table([heads, *rows], right=(False, False, True, True), width=width)
    return [*_title(words.holders_title(), width), *laid]


def _rounds(made: Brief, width: int) -> list[str]:
    rows = [words.rounds(made, one) for one in made.rounds_soon]
    return _list(_("Daily rounds and reports still to come"), rows, width)


def _silent(made: Brief, width: int) -> list[str]:
    rows = [words.silent(made, one) for one in made.silent]
    rest = _rest(made.silent_count, len(rows))
    return [*_list(words.silent_title(made), rows, width), *rest] if rows else []


def _handed_over(made: Brief, width: int) -> list[str]:
    rows = [words.handed_over(made, one) for one in made.handed_over]
    return _list(words.handed_over_title(), rows, width)


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
