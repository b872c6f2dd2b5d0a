"""From a text to drafts: cleaned, laid out, its times read, then every rule in its turn."""

import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, tzinfo
from zoneinfo import ZoneInfo

from firebreak.intake.drafts import Draft, Note, Reading, Span
from firebreak.intake.text.cast import cast_of
from firebreak.intake.text.cleaning import clean, decode, is_traditional
from firebreak.intake.text.contacts_counted import note_contacts_counted
from firebreak.intake.text.corrections import corrected
from firebreak.intake.text.corrections_told import of_a_told_case
from firebreak.intake.text.counted_cases import write_counted_cases
from firebreak.intake.text.course import write_care, write_case
from firebreak.intake.text.described import describe
from firebreak.intake.text.drafting import Drafting
from firebreak.intake.text.english import write_english
from firebreak.intake.text.family import sex_by_family, write_family
from firebreak.intake.text.features import fold
from firebreak.intake.text.gatherings import write_gatherings
from firebreak.intake.text.group_told import note_groups, of_groups
from firebreak.intake.text.happenings import as_named, happenings
from firebreak.intake.text.histories import write_histories
from firebreak.intake.text.id_numbers import id_number
from firebreak.intake.text.itineraries import write_itinerary
from firebreak.intake.text.journeys import write_journeys
from firebreak.intake.text.kin_named import write_kin_named
from firebreak.intake.text.left_out import note_left_out
from firebreak.intake.text.listed import write_listed
from firebreak.intake.text.measures import write_help, write_orders
from firebreak.intake.text.movements import Labelled, labels_of, write_movements
from firebreak.intake.text.not_read import note_not_read
from firebreak.intake.text.page import lay_out
from firebreak.intake.text.people import Section, sections, told_with
from firebreak.intake.text.phone_notes import of_a_note
from firebreak.intake.text.previous_case import write_of_the_previous
from firebreak.intake.text.relations import write_relations
from firebreak.intake.text.relatives import relatives, write_relatives
from firebreak.intake.text.report import write_timetable
from firebreak.intake.text.rounds import write_rounds
from firebreak.intake.text.rows import rows_of_nobody
from firebreak.intake.text.samples import but_results, samplings, write_samples
from firebreak.intake.text.telephones import telephone
from firebreak.intake.text.times import published_in, read_times
from firebreak.intake.text.times_english import published_in_english, read_english_times
from firebreak.intake.text.together import (
    Shared,
    describe_several,
    divided,
    of_several,
    told_of,
    write_pairs,
    write_two,
)
from firebreak.intake.text.told_aside import write_told_aside
from firebreak.intake.text.totals import write_totals
from firebreak.intake.text.unnamed import write_unnamed
from firebreak.intake.text.visits import Visits

SHANGHAI = ZoneInfo("Asia/Shanghai")


def read_text(
    text: str | bytes, *, published: date | None = None, zone: tzinfo = SHANGHAI
) -> Reading:
    """
    Read a report, a bulletin or a page of a newspaper into drafts.

    Parameters
    ----------
    text
        As it came: text, HTML pasted from a page, or the bytes of either (UTF-8, UTF-16, GB18030).
    published
        The day it was published; a year that is not written is the last that fits. Without it,
        the last day that the text writes with its year; of an English text, that of its heading.
    zone
        The time zone of the writer.

    Returns
    -------
    Reading
        Drafts person by person as the text names them, then what is said of nobody, each value
        with its span in `Reading.text`; notes of what was cleaned, put together or counted once.

    Raises
    ------
    ReadingError
        The bytes are no text, or the text is longer than half a million characters.

    Examples
    --------
    >>> reading = read_text("患者7：周某，女，45岁，攸县人，1月18日发病，1月23日确诊。", published=date(2020, 2, 4))
    >>> [(draft.kind, draft.value("name") or draft.value("number")) for draft in reading.drafts][:2]
    [('person', '周某'), ('case', '7')]
    """
    words, notes = clean(decode(text) if isinstance(text, bytes) else text)
    page = corrected(lay_out(words))
    # The masthead may stand within a sentence, and is not read with it.
    day = published or published_in(page.plain) or published_in(fold(words))
    day = day or published_in_english(page.plain)
    times = [*read_times(page.plain, day, zone), *read_english_times(page.plain, day, zone)]
    drafting = Drafting(page, sorted(times, key=lambda time: time.start), day, zone)
    people = _people(drafting)
    _figures(drafting, people)
    note_left_out(drafting, people)
    note_not_read(drafting, people)
    more = [Note("publication_day_not_known")] if day is None and page.plain else []
    if is_traditional(words):
        more.append(Note("traditional_characters"))
    drafts = _person_by_person(drafting.drafts)
    return Reading("text", drafts, words, (*notes, *page.notes, *drafting.notes, *more), day)


def _people(drafting: Drafting) -> list[Section]:
    """Write each person with his case, stays, journeys and relations."""
    told: list[tuple[Section, Labelled]] = []
    people, rows = divided(drafting.plain, sections(drafting.plain))
    note_groups(drafting, people, rows, relatives)
    shared = {**of_groups(drafting.plain, people, rows), **rows}
    for section, labelled in zip(people, labels_of(drafting, people), strict=True):
        of_all = shared.get(section.start)
        if not of_all:
            _note_the_others(drafting, section)
        fields, doubts = describe(drafting, section, labelled.labels)
        if "sex" not in fields and (sex := sex_by_family(drafting, section)):
            fields["sex"] = sex
        if phone := telephone(drafting, section):
            fields["phone"] = phone
        if number := id_number(drafting, section):
            fields["id_number"] = number
        if of_all:
            fields = describe_several(drafting, of_all) | fields
        if of_a_told_case(drafting, section, fields, [one for one, _labels in told]):
            continue
        person = drafting.add("person", fields, {}, tuple(doubts))
        named = replace(section, person=person)
        samples = samplings(drafting, named)
        found = of_a_note(drafting, named, happenings(drafting, named, labelled.events))
        if of_all:
            found = as_named(drafting.plain, named, of_several(drafting, of_all, found))
        found = but_results(found, samples)
        named = replace(named, case=write_case(drafting, named, found))
        write_care(drafting, named, found)
        write_samples(drafting, named, samples)
        told.append((named, labelled))
    _note_the_rows(drafting, people)
    _where_and_whom(drafting, told, shared)
    return [section for section, _labelled in told]


def _note_the_others(drafting: Drafting, section: Section) -> None:
    if several := told_with(drafting.plain, section):
        drafting.note("only_first_read", *several)


def _note_the_rows(drafting: Drafting, people: list[Section]) -> None:
    """A row of a list that gave nobody."""
    for mark in rows_of_nobody(drafting.plain, (one.start for one in people)):
        where = drafting.page.span(*mark.span())
        drafting.notes.append(Note("row_of_nobody", where, {"number": mark["n"]}))


def _where_and_whom(
    drafting: Drafting, told: list[tuple[Section, Labelled]], shared: Mapping[int, Shared]
) -> None:
    everybody = [section for section, _labelled in told]
    cast = cast_of(drafting.plain, everybody)
    visits = Visits(drafting)
    for section, labelled in told:
        table = write_timetable(drafting, section, visits)
        write_itinerary(drafting, section, visits)
        visits.read(section)
        visits.taken += write_journeys(drafting, section, table)
        if of_all := shared.get(section.start):
            with_others = told_of(drafting.plain, section, of_all)
            visits.taken += write_journeys(drafting, with_others)
            write_relations(drafting, with_others, cast)
        write_movements(drafting, section, labelled.events, visits)
        write_relations(drafting, section, cast)
        write_relatives(drafting, section, labelled.events, visits, everybody, cast.by_number)
        write_histories(drafting, section)
    visits.write()
    write_family(drafting, everybody)
    write_pairs(drafting, everybody, shared)
    write_two(drafting, everybody)
    write_listed(drafting, everybody, cast.by_number)
    write_of_the_previous(drafting, everybody)
    write_kin_named(drafting, everybody, cast)
    write_told_aside(drafting, everybody, cast)
    write_counted_cases(drafting, cast)


def _person_by_person(drafts: list[Draft]) -> tuple[Draft, ...]:
    """Put what is said of a person after him: so it stands in the text, and so it is reviewed."""
    by_key = {draft.key: draft for draft in drafts}
    begins = {draft.key: _begin(draft) for draft in drafts if draft.kind in ("person", "place")}
    return tuple(sorted(drafts, key=lambda draft: begins.get(_whose(draft, by_key), math.inf)))


def _whose(draft: Draft, by_key: dict[str, Draft]) -> str:
    """The key of the person a draft is of, its own if it is of none."""
    links = draft.links
    if "person" in links or "to" in links:
        return links.get("person") or links["to"]
    return _whose(by_key[links["case"]], by_key) if links.get("case") in by_key else draft.key


def _begin(draft: Draft) -> float:
    spans = [one.origin for one in draft.fields.values() if isinstance(one.origin, Span)]
    return min((span.start for span in spans), default=math.inf)


def _figures(drafting: Drafting, people: list[Section]) -> None:
    write_unnamed(drafting)
    write_totals(drafting, people)
    write_gatherings(drafting, people)
    write_rounds(drafting)
    write_orders(drafting)
    write_help(drafting)
    write_english(drafting)
    note_contacts_counted(drafting, people)
