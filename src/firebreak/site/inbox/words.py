"""The words of drafts as people read them: kinds, fields, doubts, notes, formats."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import get_language, gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from firebreak.engine.reference.pathogens.on_file import pathogen, pathogens
from firebreak.engine.when import Precision, When
from firebreak.intake import problems
from firebreak.intake.accepting.kinds import WRITERS
from firebreak.intake.drafts import ATTENDEE, Cell, Doubt, Draft, Note, Origin, Pointer
from firebreak.intake.exchange import sentences as exchange
from firebreak.intake.linelist.fields import COUNTS, Kind, label
from firebreak.intake.losses import OF_ROWS, unread_columns
from firebreak.intake.problems import Lenient
from firebreak.intake.sheets.untold import ANSWERED
from firebreak.intake.vocabulary import FIELDS
from firebreak.records import models
from firebreak.site.templatetags.pages import when_text
from firebreak.site.words import PATHOGENS, apart

SHOWN = 8  # rows that are named of many
KINDS = {
    "person": pgettext_lazy("a draft", "Person"),
    "case": pgettext_lazy("a draft", "Case"),
    "classification": pgettext_lazy("a draft", "Classification"),
    "place": pgettext_lazy("a draft", "Place"),
    "stay": pgettext_lazy("a draft", "Stay"),
    "journey": pgettext_lazy("a draft", "Journey"),
    "contact": pgettext_lazy("a draft", "Contact"),
    "check": pgettext_lazy("a draft", "Check"),
    "placement": pgettext_lazy("a draft", "Placement"),
    "sample": pgettext_lazy("a draft", "Sample"),
    "test": pgettext_lazy("a draft", "Test"),
    "report": pgettext_lazy("a draft", "Report"),
    "gathering": pgettext_lazy("a draft", "Gathering"),
    "total": pgettext_lazy("a draft", "Total"),
    "order": pgettext_lazy("a draft", "Order"),
    "history": pgettext_lazy("a draft", "History"),
    "area": pgettext_lazy("a draft", "Area"),
    "event": pgettext_lazy("a draft", "Event"),
    "investigation": pgettext_lazy("a draft", "Investigation"),
    "round": pgettext_lazy("a draft", "Round of checks"),
    "team": pgettext_lazy("a draft", "Team sent"),
    "supply": pgettext_lazy("a draft", "Supplies"),
    "inspection": pgettext_lazy("a draft", "Inspection"),
    "unread": pgettext_lazy("a draft", "Text not read"),
}
#: Fields that no record has under this name.
OWN_FIELDS = {
    "external_id": _("id in the other system"),
    "occupation": _("occupation"),
    "description": pgettext_lazy("a person", "described as"),
    "age_unit": _("age counted in"),
    "residence": _("lives in"),
    "residence_code": _("division code"),
    "onset": _("onset"),
    "reported": pgettext_lazy("a draft", "reported"),
    "card": _("time of the report card"),
    "classified": _("classified"),
    "edition": _("edition"),
    "when": _("when"),
    "ended": _("until"),
    "place": _("place"),
    "place_kind": _("kind of place"),
    "activity": _("what he did"),
    "spellings": _("other spellings"),
    "means": _("by what"),
    "plate": _("plate"),
    "carriage": _("carriage"),
    "seat": _("seat"),
    "temperature_celsius": _("temperature, °C"),
    "from_place": pgettext_lazy("a journey", "from"),
    "to_place": pgettext_lazy("a journey", "to"),
    "arrived": _("arrived"),
    "relation": _("relation"),
    "certainty": _("how certain"),
    "direction_known": _("known who exposed whom"),
    "contact_of": _("contact of case"),
    "through": _("through whom"),
    "reason": _("reason"),
    "received": _("received by the laboratory"),
    "to_unit": _("to"),
    "text": _("text"),
    "what": _("what"),
    "number": pgettext_lazy("a draft", "how many"),
    "until": _("until"),
    "of": _("of"),
    "people": _("people"),
    "attendees": _("who was there"),
    "none_from": _("none had been to"),
    "later_confirmed": _("confirmed later"),
    "source_name": _("source"),
    "counted_by": _("counted by"),
    "action": _("what to do"),
    "deadline_hours": _("within hours"),
    "days": _("within days"),
    "to": _("to whom"),
    "about": pgettext_lazy("an order", "about"),
    "receiver": pgettext_lazy("an order", "goods go to"),
    "issuer": _("ordered by"),
    "figures": _("figures"),
    "symptoms": _("symptoms"),
    "item": _("what kind"),
    "at": _("at"),
    "how": _("how"),
    "places": pgettext_lazy("a draft", "places"),
    "name": _("name"),
    "code": _("code"),
    "level": _("level"),
    "longitude": _("longitude"),
    "latitude": _("latitude"),
    "unit": _("unit"),
    "birth_year": _("year of birth"),
    "denied": _("denied"),
    "new": _("new ones"),
    "last_number": _("last numbers"),
    "minutes_each": _("minutes each"),
    "workers": _("workers"),
}
#: What the rows of a list are.
LISTS = {
    Kind.CASES: pgettext_lazy("a list", "cases"),
    Kind.PLACES: pgettext_lazy("a list", "places visited"),
    Kind.COUNTS: pgettext_lazy("a list", "published counts"),
    Kind.JOURNEYS: pgettext_lazy("a list", "journeys"),
    Kind.LINKS: pgettext_lazy("a list", "links between cases"),
    Kind.CONTACTS: pgettext_lazy("a list", "contacts"),
    Kind.TESTS: pgettext_lazy("a list", "results of tests"),
}
#: What all of a list may be of which no column says it.
LISTED_AS = {
    "people": pgettext_lazy("all in a list", "neither cases nor contacts"),
    "contacts": pgettext_lazy("all in a list", "contacts"),
    "suspected": pgettext_lazy("all in a list", "suspected cases"),
    "probable": pgettext_lazy("all in a list", "clinically diagnosed cases"),
    "confirmed": pgettext_lazy("all in a list", "confirmed cases"),
    "asymptomatic": pgettext_lazy("all in a list", "asymptomatic infected people"),
}
DOUBTS = {
    "time_not_said": _("The time is not said."),
    "end_not_said": _("From “%(said)s” on; until when is not said."),
    "some_time_after": _("Only that it was some time after is said."),
    "route_not_run": _("“%(said)s” is a route; which of its buses it was, is not said."),
    "addressee_not_said": _("Who is to carry it out is not said."),
    "not_named": _(
        "“%(said)s” is no name. Search whether somebody on file is meant; if nobody is, accept it"
        " without a name."
    ),
    "place_not_said": _("The place is not said."),
    "who_they_are_not_said": _(
        "The list does not say whether its people are cases. Say it once of all, on top of its page."
    ),
    "to_be_confirmed": _("“%(said)s” is not confirmed yet, or only possible."),
    "retest_negative": _("“%(said)s”, but negative when tested again."),
    "bare_local_name": _("A bare local name; which place it is, is not said."),
    "conjunction_in_name": _("It may be one name, or two."),
    "two_spellings": _("Two spellings may be one place."),
    "division_left_out": _("Which county it lies in is not said."),
    "cell_not_read": _("The cell says “%(said)s”, which could not be read."),
    "two_values": _("Two columns say it differently."),
    "excluded_or_not": _("A date of exclusion (“%(said)s”) stands beside what it is said to be."),
    "left_before_arrival": _("He would leave (“%(said)s”) before he arrives."),
    "namesake_waits": _(
        "Somebody of the same name waits in this document, and may be the same person."
    ),
    "nothing_read": _("Nothing was read. Enter by hand what the text holds, then accept this."),
}
#: Of the rows of a list: all of a row, one value of it with the rest read, or nothing is left out.
_ROWS = {
    "row_left_out": _("Left out: %(what)s"),
    "value_left_out": _("Value left out: %(what)s"),
    "odd": _("Noted: %(what)s"),
}
NOTES = {
    "list_title": _("Titled “%(said)s”."),
    "passage_repeated": _("A passage stands here %(times)s times; it was counted once."),
    "sentence_joined": _("A sentence cut by the page was joined."),
    "traditional_characters": _(
        "The text is in traditional characters, of which little is read. Look at all of it."
    ),
    "more_than_named": _("%(said)s: more people than are named. Enter the others by hand."),
    "only_first_read": _("%(said)s: told of together; only the first was read."),
    "note_in_free_style": _(
        "A note in free style: not all that it tells was read. Compare it with the drafts."
    ),
    "told_of_several": _("%(said)s: of which of several people is not sure. Enter it by hand."),
    "other_case_told": _("%(said)s: of another case than the one told of. Enter it by hand."),
    "told_of_another": _("%(said)s: told of somebody else, and not read. Enter it by hand."),
    "not_read": _("%(said)s: not read. Enter it by hand."),
    "company_not_read": _("%(said)s: who was with him was not read. Enter them by hand."),
    "sentences_left_out": _(
        "Sentences that tell of somebody, with a day, and of which nothing was read: %(count)s."
        " Look at the text."
    ),
    "excluded_left_out": _(
        "%(number)s suspected cases excluded: not counted as suspected. The record counts them by"
        " case; look whom it means."
    ),
    "row_of_nobody": _("Row %(number)s of a list: nobody was read. Enter by hand whom it names."),
    "id_number_wrong": _(
        "An ID number was left out: its check digit does not fit. Compare it with the card."
    ),
    "surrogates": _("%(characters)s broken characters were replaced."),
    "control_characters": _("%(characters)s invisible characters were left out."),
    "html": _("The text was taken out of a web page."),
    "publication_day_not_known": _("The day of publication is not known, so years may be missing."),
    "day_of_receipt_taken": _(
        "It does not say when it was written; the day it came (%(day)s) was taken. Where that is"
        " wrong, say below on which day it was written."
    ),
    "own_counts": _(
        "%(count)s figures were counted by this installation itself and left out: they are no"
        " published ones."
    ),
    "no_list": _("The sheet %(sheet)s holds no list."),
    "whose_contacts_not_said": _(
        "A list of contacts does not say for certain to which case they belong. Say it of one of"
        " them (l); the tick there says it of all of its list."
    ),
    "who_they_are_not_said": _(
        "No column and no title of this list says whether the people in it are cases. Say once, on"
        " its page in the inbox, what all of them are; until then they wait."
    ),
    "list_not_recognised": _(
        "The sheet %(sheet)s holds %(count)s rows, but no row of headings was recognised in it; none"
        " of them was read."
    ),
}
#: Why something that the second reader told was refused.
REFUSED = {
    "kind_not_known": _(
        "The second reader told of something that this record does not have; it was refused."
    ),
    "fields_missing": _("Second reader: %(what)s was refused: nothing is told of it."),
    "field_not_known": _(
        "Second reader: of %(what)s it told a field that this record does not have; refused."
    ),
    "not_in_the_text": _(
        "Second reader: %(what)s was refused: the words it was said to stand in are not in the"
        " text, or do not say it."
    ),
}
FORMATS = {
    "text": pgettext_lazy("a format", "text"),
    "second_reader": pgettext_lazy("a format", "text, by the second reader"),
    "sheet": pgettext_lazy("a format", "sheet"),
    "godata": "Go.Data",
    "sormas": "SORMAS",
    "dhis2": "DHIS2",
    "fhir": "FHIR",
    "hxl": "HXL",
    "who_form": pgettext_lazy("a format", "WHO case form"),
}
#: Of what a number is, where its field is not named beside it.
NUMBERS_OF = {
    ("gathering", "people"): pgettext_lazy("a draft", "%(n)s people"),
    ("order", "deadline_hours"): pgettext_lazy("a draft", "within %(n)s h"),
}
WHY_KNOWN = {
    "own_id": _("our own number of it"),
    "external_id": _("same id in the sending system"),
    "number": _("same number"),
    "case_number": _("same number of the case"),
    "id_number": _("same ID number"),
    "phone_and_name": _("same telephone and name"),
    "name": _("same name"),
    "alike": _("looks alike"),
    "person": _("case of the same person"),
    "same": _("recorded already, at what may be the same time"),
}
#: What totals of bulletins count.
TOTALS = {
    "confirmed": pgettext_lazy("a total", "confirmed"),
    "suspected": pgettext_lazy("a total", "suspected"),
    "discharged": pgettext_lazy("a total", "discharged"),
    "died": pgettext_lazy("a total", "died"),
    "observed": pgettext_lazy("a total", "under observation"),
    "asymptomatic": pgettext_lazy("a total", "asymptomatic"),
    "severe": pgettext_lazy("a total", "severe"),
    "critical": pgettext_lazy("a total", "critical"),
    "contacts": pgettext_lazy("a total", "close contacts"),
    "through_gatherings": pgettext_lazy("a total", "infected through gatherings"),
    "contacts_released": pgettext_lazy("a total", "released from observation"),
}
YES_NO = {True: _("yes"), False: _("no")}
#: What a person's history is of: where he was, or whom he met.
HISTORIES = {
    "residence": pgettext_lazy("a history", "residence or stay"),
    "travel": pgettext_lazy("a history", "travel"),
    "contact": pgettext_lazy("a history", "contact"),
}
#: How certain another system is of a contact.
CERTAINTY = {
    "low": pgettext_lazy("certainty", "low"),
    "medium": pgettext_lazy("certainty", "medium"),
    "high": pgettext_lazy("certainty", "high"),
}


def kind_word(kind: str) -> str:
    """Return the word for a kind of draft."""
    return str(KINDS.get(kind, kind))


#: The same field is called otherwise of some kinds.
OF_KIND = {
    ("journey", "number"): _("train or flight"),
    ("order", "number"): _("how many"),
    ("place", "name"): pgettext_lazy("a place", "name"),
    ("area", "name"): pgettext_lazy("a place", "name"),
    ("event", "name"): pgettext_lazy("a place", "name"),
    ("round", "of"): pgettext_lazy("a round of checks", "of whom"),
    ("round", "to"): pgettext_lazy("a round of checks", "summed up to"),
    ("investigation", "unit"): pgettext_lazy("an investigation", "investigated by"),
    ("inspection", "of"): pgettext_lazy("an inspection", "counted in"),
}
ROLES = {
    ("", "person"): pgettext_lazy("a link", "of"),
    ("", "case"): pgettext_lazy("a link", "of case"),
    ("", "sample"): pgettext_lazy("a link", "of sample"),
    ("", "place"): pgettext_lazy("a link", "at"),
    ("", "from"): pgettext_lazy("a link", "was with case"),
    ("", "to"): pgettext_lazy("a link", "the contact"),
    ("", "gathering"): pgettext_lazy("a link", "about"),
    ("gathering", "person"): _("was there"),
}
MEANS = {
    "train": _("train"),
    "flight": _("flight"),
    "coach": _("coach"),
    "bus": _("bus"),
    "ship": _("ship"),
    "car": _("car"),
    "taxi": _("taxi"),
    "walk": _("on foot"),
    "other": _("other"),
}


def field_word(kind: str, field: str) -> str:
    """Return the word for a field of a draft: the record's own, if it has the field."""
    if (kind, field) in OF_KIND:
        return str(OF_KIND[kind, field])
    if field in OWN_FIELDS and not _own(kind, field):
        return str(OWN_FIELDS[field])
    try:
        model = getattr(models, kind.capitalize())
        return str(model._meta.get_field(field).verbose_name)
    except (AttributeError, FieldDoesNotExist):
        return str(OWN_FIELDS.get(field, field))


def _own(kind: str, field: str) -> bool:
    """Whether the record's field of this name is what the draft means by it."""
    writer = WRITERS.get(kind)
    return (
        writer is not None
        and writer.cites.get(field) == field
        and field not in ("place", "age_unit")
    )


def role_word(kind: str, role: str) -> str:
    """Say in which role something is linked to a draft."""
    if role.startswith(ATTENDEE):
        return str(_("was there"))
    return str(ROLES.get((kind, role)) or ROLES.get(("", role), role))


def title_word(draft: Draft, field: str) -> str:
    """Write a value where its field is not named beside it: a number says of what it is."""
    value = draft.value(field)
    if (draft.kind, field) == ("person", "age") and draft.value("age_unit"):
        unit = value_word("person", "age_unit", draft.value("age_unit"))
        return pgettext("an age", "%(age)s %(unit)s") % {"age": value, "unit": unit}
    if (draft.kind, field) == ("history", "denied"):
        return pgettext("a history", "denied") if value else ""
    if (draft.kind, field) in NUMBERS_OF and value is not None:
        return str(NUMBERS_OF[draft.kind, field]) % {"n": value}
    return value_word(draft.kind, field, value)


def value_word(kind: str, field: str, value: Any) -> str:
    """Write a value as a person reads it."""
    how = FIELDS.get(kind, {}).get(field)
    if kind == "total" and value in TOTALS:
        return str(TOTALS[value])
    if (kind, field) == ("total", "what") and value in COUNTS:
        return str(getattr(COUNTS[value], _language()))
    if (kind, field) == ("history", "what"):
        return str(HISTORIES.get(value, value))
    if kind == "journey" and field == "means":
        return str(MEANS.get(value, value))
    if field == "pathogen":
        return _pathogen(str(value or ""))
    if field == "certainty":
        return str(CERTAINTY.get(value, value))
    if field == "symptoms" and value in ((), [models.Check.NO_SYMPTOM]):
        return gettext("no symptoms")  # he was asked
    if value is None or value in ("", (), []):
        return "–"
    if isinstance(value, When):
        return _end_of_day(value) if field == "until" else when_text(value)
    if isinstance(value, bool):
        return str(YES_NO[value])
    if isinstance(value, tuple | list):
        return apart(_symptom(one) if field == "symptoms" else str(one) for one in value)
    if isinstance(value, Mapping):
        return apart(f"{name} {inner}" for name, inner in value.items())
    if how is not None and how.kind == "choice":
        return str(dict(how.choices.choices).get(value, value))
    return str(value)


def _symptom(code: str) -> str:
    return str(dict(models.Check.Symptom.choices).get(code, code))


def _pathogen(key: str) -> str:
    if key in PATHOGENS:
        return str(PATHOGENS[key])
    return pathogen(key).name.of(_language()) if key in pathogens() else key or "–"


def _end_of_day(until: When) -> str:
    """Bulletins count to 24:00 of a day, not to 0:00 of the next."""
    local = until.start and until.start.astimezone(settings.CITY_ZONE)
    if (
        until.precision is not Precision.MINUTE
        or local is None
        or (local.hour, local.minute) != (0, 0)
    ):
        return when_text(until)
    return f"{local.date() - timedelta(days=1)} 24:00"


def doubt_word(kind: str, doubt: Doubt) -> str:
    """Say what is uncertain of a draft of a kind, and what it may be."""
    of_system = exchange.DOUBTS.get(doubt.code)
    own = str(DOUBTS.get(doubt.code, _("Not certain.")))
    said = of_system[_language()] if of_system else own % {"said": doubt.said}
    if not doubt.options:
        return said
    options = apart(_option(kind, doubt.field, one) for one in doubt.options)
    pattern = pgettext("a doubt", "%(said)s (%(options)s).")
    return pattern % {"said": said.rstrip(".。"), "options": options}


def unread_word(kind: str, doubt: Doubt) -> str:
    """Say what is written that became no value, and what is uncertain of it."""
    if not doubt.said:
        return doubt_word(kind, doubt)
    pattern = pgettext("a doubt", "“%(written)s”. %(said)s")
    return pattern % {"written": doubt.said, "said": doubt_word(kind, doubt)}


def _option(kind: str, field: str, option: str) -> str:
    return _symptom(option) if field == "symptoms" else value_word(kind, field, option)


def note_word(note: Note) -> str:
    """Say what the reader noted of the document."""
    if note.code in OF_ROWS:
        return _of_rows(note)
    if note.code == "columns":
        return _of_columns(note)
    if note.code == "refused":
        return _of_refused(note)
    if note.code == ANSWERED:
        return _("All in the list were said to be: %(what)s.") % {"what": listed_word(note)}
    if of_system := exchange.NOTES.get(note.code):
        return of_system[_language()].format_map(Lenient(_in_words(note)))
    return str(NOTES.get(note.code, note.code)) % Lenient(note.values)


def _in_words(note: Note) -> dict[str, Any]:
    """The values of a note: the word for a record of another system, and for a field of ours."""
    values = dict(note.values)
    if record := exchange.RECORDS.get(str(values.get("record"))):
        values["record"] = record[_language()]
    named = str(values.get("record") or values.get("resource") or "")
    values["a"] = "an" if named[:1].lower() in ("a", "e", "i", "o") else "a"
    values["An"] = values["a"].capitalize()
    if note.code == "outbreak_doubt":
        values["field"] = field_word("case", str(values["field"]))
    return values


def listed_word(note: Note) -> str:
    """What somebody said that all of a list are, in words."""
    return str(LISTED_AS.get(str(note.values["as"]), ""))


def _of_refused(note: Note) -> str:
    """What the second reader told and the text does not say: its kind and field, never the value."""
    kind, field = str(note.values.get("kind", "")), str(note.values.get("field", ""))
    named = [kind_word(kind), field_word(kind, field)] if field else [kind_word(kind)]
    reason = str(note.values.get("reason", ""))
    return str(REFUSED.get(reason, reason)) % {"what": " – ".join(named)}


def _of_rows(note: Note) -> str:
    """Rows of a sheet that were left out, or are odd: in the words of their list."""
    said: Any = note.values.get("said") or {}
    rows: Any = note.values.get("rows") or ()
    what = apart(
        filter(None, [place_word(note.origin, rows), sentences(*said.get(_language(), ()))])
    )
    return _ROWS[note.code] % {"what": what}


def _of_columns(note: Note) -> str:
    """As what the columns of a list were read."""
    columns: Any = note.values["columns"]
    kind = Kind(str(note.values["kind"]))
    read = [f"{heading} → {label(kind, f)[_language()]}" for _l, heading, f, _by in columns if f]
    told = _("Read as a list of %(kind)s: %(columns)s.") % {
        "kind": LISTS[kind],
        "columns": apart(read),
    }
    return sentences(_on_sheet(note.origin, told), *filter(None, [unread_columns_word(note)]))


def unread_columns_word(note: Note) -> str:
    """Say which columns of a list are not read; "" if all are."""
    if not (unread := unread_columns(note)):
        return ""
    return _("Columns not read: %(columns)s.") % {"columns": apart(unread)}


def _on_sheet(origin: Origin | None, text: str) -> str:
    sheet = origin.sheet if isinstance(origin, Cell) else None
    return (
        pgettext("a sheet", "%(sheet)s: %(text)s") % {"sheet": sheet, "text": text}
        if sheet
        else text
    )


def problem_word(problem: Mapping[str, Any]) -> str:
    """Say why a document could not be read, and what to do."""
    wrong, fix = problems.say(problem["code"], problem["values"], _language())
    return sentences(wrong, fix)


def sentences(*said: str) -> str:
    """Put sentences together: in Chinese without a space between."""
    return ("" if _language() == "zh" else " ").join(said)


def place_word(origin: Origin | None, rows: Sequence[int] = ()) -> str:
    """Say where a value stands, if not in the text at the left; `rows`: it stands in several."""
    if isinstance(origin, Cell):
        return " ".join(filter(None, [origin.sheet, _cell_word(origin, rows or (origin.row,))]))
    if isinstance(origin, Pointer):
        return origin.path
    return ""


def column_word(cell: Cell) -> str:
    """Say in which column a value stands, where its row is said already."""
    return gettext("column %(column)s") % {"column": cell.column} if cell.column else ""


def _cell_word(cell: Cell, rows: Sequence[int]) -> str:
    where = {"row": rows[0], "rows": _numbers(rows), "column": cell.column}
    if len(rows) > 1:
        pattern = _("rows %(rows)s, column %(column)s") if cell.column else _("rows %(rows)s")
    else:
        pattern = _("row %(row)s, column %(column)s") if cell.column else _("row %(row)s")
    return pattern % where


def _numbers(rows: Sequence[int]) -> str:
    """The first rows, and that there are more."""
    shown = ("、" if _language() == "zh" else ", ").join(map(str, rows[:SHOWN]))
    return shown + "…" if len(rows) > SHOWN else shown


def format_word(format_: str) -> str:
    """Return the word for a format."""
    return str(FORMATS.get(format_, format_))


def _language() -> str:
    return "zh" if (get_language() or "").startswith("zh") else "en"
