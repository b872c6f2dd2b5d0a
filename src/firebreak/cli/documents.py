"""Documents that are no lists (texts, files of other systems) at the command: read, told, taken in."""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import click

from firebreak.cli import rest
from firebreak.cli.faults import BadInput
from firebreak.cli.installation import language
from firebreak.cli.language import gettext as _
from firebreak.cli.progress import progress
from firebreak.cli.punctuation import headed, listed, sentences

SHOWN = 20  # notes and drafts of one file that are shown; --json gives all
#: Refused for any file, a list too; of others a list has its own sentences.
HARMFUL = frozenset({"too_large", "unpacks_too_large", "macros", "xml_entities", "lone_surrogate"})


def day(_ctx: click.Context, _param: click.Parameter, text: str | None):
    """Read a day that was given with an option."""
    if text is None:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007
    except ValueError:
        raise BadInput(_("Write the day as 2020-02-03.")) from None


def require_past(published: date | None) -> None:
    """Refuse a day that has not come yet by the clock of this installation."""
    from django.core.exceptions import ValidationError

    from firebreak.records.actions.times import check_day

    try:
        check_day(published)
    except ValidationError as refused:
        raise BadInput(f"--published: {' '.join(refused.messages)}") from None


@dataclass(frozen=True)
class Way:
    """
    How documents are taken in.

    Attributes
    ----------
    published
        The day they were published or written, if it is known.
    accept
        What is certain becomes records at once.
    open_units
        Units that are named and not on file are opened.
    rest
        Where what was left out, and what waits, is written.
    """

    published: date | None = None
    accept: bool = True
    open_units: bool = False
    rest: Path | None = None


@dataclass(frozen=True)
class Opened:
    """A file that was examined, and the format that its reader has."""

    path: Path
    document: Any
    format: str


def opened(path: Path) -> Opened:
    """
    Examine a file.

    Raises
    ------
    BadInput
        It cannot be read, or could do harm: the sentence of `intake/problems.py`.
    """
    from firebreak.intake import detect, readers
    from firebreak.intake.drafts import ReadingError

    try:
        document = detect.open_file(path)
        format_ = readers.format_of(document)
        if format_ is None:
            raise readers.unknown(document)
    except ReadingError as refused:
        raise refusal(path, refused) from refused
    return Opened(path, document, format_)


def refusal(path: Path, refused) -> BadInput:
    """Return the fault of a file that cannot be read."""
    return BadInput(headed(str(path), _said(refused.code, refused.values)))


def why_not_read(problem: Mapping[str, Any]) -> str:
    """Say why a document that was kept could not be read, and what to do."""
    return _said(problem["code"], problem["values"])


def _said(code: str, values: Mapping[str, Any]) -> str:
    from firebreak.intake import problems

    return sentences(*problems.say(code, values, _short()))


def read(one: Opened, published):
    """
    Read an examined file; nothing is kept.

    Raises
    ------
    BadInput
        Its reader cannot read it.
    """
    from django.conf import settings

    from firebreak.intake import readers
    from firebreak.intake.drafts import ReadingError
    from firebreak.intake.receiving import without_own_counts

    try:
        found = readers.read(one.document, published=published, zone=settings.CITY_ZONE)
        return without_own_counts(found)
    except ReadingError as refused:
        raise refusal(one.path, refused) from refused


def second_reader() -> Callable[[Opened, date | None], Any]:
    """
    Return how the endpoint of this installation reads texts; other files are read as always.

    Raises
    ------
    BadInput
        None is named.
    """
    from firebreak.intake.text.second_reader import endpoint_of

    endpoint = endpoint_of(os.environ)
    if endpoint is None:
        raise BadInput(
            _("No second reader is named. Set FIREBREAK_LLM_URL to the address of one of your own.")
        )
    return partial(_read_second, endpoint)


def _read_second(endpoint: Any, one: Opened, published: date | None):
    from django.conf import settings

    from firebreak.intake.drafts import ReadingError
    from firebreak.intake.text.second_reader import read_with

    if one.format != "text":
        return read(one, published)
    try:
        content = one.document.content
        return read_with(endpoint, content, published=published, zone=settings.CITY_ZONE)
    except ReadingError as refused:
        raise refusal(one.path, refused) from refused


def parted(
    files: Sequence[Path], *, names_one: bool = False
) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """
    Part files into lists and other documents; what cannot be opened is left to the lists.

    Parameters
    ----------
    names_one
        One list of a workbook is named: it is applied whole, and the others are not read. Otherwise
        a workbook of several lists is a document, all of which goes through the inbox.

    Raises
    ------
    BadInput
        One of them could do harm.
    """
    documents = [file for file in files if _is_document(file, names_one)]
    return tuple(file for file in files if file not in documents), tuple(documents)


def _is_document(file: Path, names_one: bool) -> bool:
    from firebreak.intake import detect, readers
    from firebreak.intake.drafts import ReadingError

    try:
        document = detect.open_file(file)
        format_ = readers.format_of(document)
        return format_ is not None and (
            format_ != readers.SHEET or _is_by_inbox(document, names_one)
        )
    except OSError:
        return False
    except ReadingError as refused:
        if refused.code in HARMFUL:
            raise refusal(file, refused) from refused
        return False


def _is_by_inbox(document, names_one: bool) -> bool:
    """Whether a file's first list is of a kind that only the inbox takes, or it has several."""
    from firebreak.intake.linelist.apply import LISTS
    from firebreak.intake.linelist.files import FileError, read_grids
    from firebreak.intake.linelist.headings import match_headings, problems_of
    from firebreak.intake.sheets.untold import goes_by_inbox

    try:
        grids = read_grids(document.content, Path(document.name).suffix.lower())
    except FileError:
        return False
    matched = [match for grid in grids if (match := match_headings(grid.rows))]
    whole = [match for match in matched if not any(p.blocks for p in problems_of(match, {}))]
    if len(whole) > 1 and not names_one:
        return True
    is_other = bool(matched) and matched[0].kind not in LISTS
    return is_other or (not names_one and goes_by_inbox(grids, document.name))


def tell(path: Path, reading) -> None:
    """Say what was read from a file, kind by kind, and what its reader noted."""
    from firebreak.intake.losses import together
    from firebreak.intake.receiving import unread
    from firebreak.site.inbox.words import format_word, kind_word, note_word

    kinds = Counter(draft.kind for draft in reading.drafts)
    counted = [f"{kind_word(kind)} {count}" for kind, count in kinds.items()]
    click.echo(headed(str(path), listed([format_word(reading.format), *counted])))
    if unread(reading):
        told = _("Nothing was read from it. If it holds something, a person must enter it by hand.")
        click.echo(f"  {told}")
    _tell_all(note_word(note) for note in together(reading.notes))


def _tell_all(said: Iterable[str]) -> None:
    """Say sentences, the same one once with how often it holds."""
    counted = Counter(said)
    for sentence, count in list(counted.items())[:SHOWN]:
        click.echo(f"  {count} × {sentence}" if count > 1 else f"  {sentence}")
    if len(counted) > SHOWN:
        click.echo(_("  and {n} more; --json lists them all").format(n=len(counted) - SHOWN))


def tell_drafts(reading) -> None:
    """Say each draft in a line, what is in doubt with a mark."""
    from firebreak.intake.readers import SHEET
    from firebreak.intake.receiving import is_certain
    from firebreak.site.inbox.words import field_word, kind_word, value_word

    for draft in reading.drafts[:SHOWN]:
        said = (
            f"{field_word(draft.kind, name)} {value_word(draft.kind, name, value.value)}"
            for name, value in draft.fields.items()
        )
        mark = " " if is_certain(draft, is_somebody=reading.format == SHEET) else "?"
        click.echo(f"  {mark} {headed(kind_word(draft.kind), listed(said))}")
    if len(reading.drafts) > SHOWN:
        more = len(reading.drafts) - SHOWN
        click.echo(_("  and {n} more; --json lists them all").format(n=more))


def take_in(files: Sequence[Path], way: Way) -> dict[str, Any]:
    """
    Put files into the inbox, and accept what is certain if asked; all of them or none.

    Where nothing is accepted, or rows may be left out, each file is kept by itself, the next after
    the last: what is in already is passed over when an interrupted import is done again. Unless
    rows may be left out, none is kept before all could be read.

    Raises
    ------
    BadInput
        No city is set up, or a file cannot be read.
    """
    from django.db import transaction

    unit = inbox_unit()
    if not way.rest:
        for file in files:
            _check(file, file.read_bytes(), unit, way)
    one_by_one = way.rest or not way.accept
    with nullcontext() if one_by_one else transaction.atomic():
        taken = {str(file): _taken(file, unit, way) for file in _told(files, way)}
        if way.rest:
            rest.write(way.rest, taken)
        return taken


def _told(files: Sequence[Path], way: Way) -> Iterator[Path]:
    """Return the files one by one, and say how far it is; what accepts them says so itself."""
    if len(files) == 1 or way.accept:
        yield from files
        return
    with progress(_("file")) as tell_progress:
        for number, file in enumerate(files, 1):
            yield file
            tell_progress(number, len(files))


def _check(file: Path, content: bytes, unit, way: Way) -> None:
    """Say as a sentence what stands in the way of reading a file, unless it is in already."""
    from firebreak.intake.receiving import digest_of
    from firebreak.records.models import Reading

    if not Reading.objects.filter(digest=digest_of(content), unit=unit).exists():
        read(opened(file), way.published)


def _taken(file: Path, unit, way: Way) -> dict[str, Any]:
    from firebreak.intake.accepting import accept_certain
    from firebreak.intake.receiving import UNREAD, receive
    from firebreak.records.models import Reading

    content = file.read_bytes()
    if way.rest:
        _check(file, content, unit, way)
    received = receive(
        content,
        by=None,
        name=file.name,
        channel=Reading.Channel.COMMAND,
        unit=unit,
        published=way.published,
    )
    taken: dict[str, Any] = {"already": received.already, "accepted": 0, "left": {}, "rows": []}
    taken["notes"] = noted(received.reading)
    if way.accept:
        with progress(file.name) as tell_progress:
            done = accept_certain(
                by=None,
                reading=received.reading,
                progress=tell_progress,
                opens_units=way.open_units,
            )
        taken |= {
            "accepted": len(done.keys),
            "left": rest.why_waiting(received.reading, done.left),
        }
    taken["rows"] = rest.rows_of(received.reading, taken["left"])
    drafts = received.reading.drafts
    waiting = drafts.filter(state="open")
    taken["came_in"] = drafts.filter(state="accepted").exists()
    return taken | {"open": waiting.count(), "unread": waiting.filter(kind=UNREAD).exists()}


def noted(reading) -> list[dict[str, Any]]:
    """Return what the reader noted of a document, what was left out first."""
    from firebreak.intake.kept import notes_of
    from firebreak.intake.losses import is_loss, together
    from firebreak.site.inbox.words import note_word, unread_columns_word

    said = [
        {
            "code": note.code,
            "lost": is_loss(note),
            "said": unread_columns_word(note) if note.code == "columns" else note_word(note),
        }
        for note in together(notes_of(reading))
    ]
    return sorted((note for note in said if note["said"]), key=lambda note: not note["lost"])


def tell_taken(taken: dict[str, Any], way: Way) -> None:
    """Say what came of each file."""
    for file, came in taken.items():
        if came["already"]:
            click.echo(_("{file}: came before, nothing was read anew.").format(file=file))
        said = _("{file}: {accepted} accepted, {open} wait in the inbox.")
        if not way.accept:
            said = _("{file}: {open} wait in the inbox.")
        click.echo(said.format(file=file, accepted=came["accepted"], open=came["open"]))
        if came["unread"]:
            told = _("Nothing was read from it; it waits until a person enters it by hand.")
            click.echo(f"  {told}")
        _tell_waiting(Counter(came["left"].values()))
        _tell_all(note["said"] for note in came["notes"])
    if way.rest:
        click.echo(rest.told(way.rest, taken))


def _tell_waiting(reasons: Counter[str]) -> None:
    """Say why drafts wait, the most common first; a reason that names a number is of few drafts."""
    shown = reasons.most_common(SHOWN)
    for reason, count in shown:
        click.echo("  " + headed(_("{n} wait").format(n=count), reason))
    if more := reasons.total() - sum(count for _reason, count in shown):
        told = _("and {n} more wait for other reasons; the inbox says beside each why")
        click.echo("  " + told.format(n=more))


def inbox_unit(code: str | None = None):
    """
    Return the unit whose inbox a file goes to: the one named, else the city.

    Raises
    ------
    BadInput
        No city is set up, or no unit is so called.
    """
    from firebreak.cli.scope import unit_named
    from firebreak.records.models import Installation

    if code is not None:
        return unit_named(code)
    installation = Installation.objects.select_related("city").first()
    if installation is None or installation.city is None:
        raise BadInput(_("No unit is set up yet: firebreak init"))
    return installation.city


def _short() -> str:
    return "zh" if language().startswith("zh") else "en"
