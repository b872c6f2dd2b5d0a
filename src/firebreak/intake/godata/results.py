"""Go.Data's follow-ups and laboratory results."""

from decimal import Decimal

from firebreak.intake.exchange.collecting import Collector, Making, Record
from firebreak.intake.exchange.texts import tidy
from firebreak.intake.exchange.words import Unread
from firebreak.intake.godata import fields, tokens

FEVER = Decimal("37.3")  # the threshold of the Chinese editions, in degrees Celsius


def take_follow_up(collector: Collector, record: Record, identity: str) -> None:
    """Take a follow-up as a check; one that was never made is only counted."""
    status = _status(collector, record)
    if status == "not_done":
        collector.note("follow_up_not_done", record.where(("statusId",)))
        _take_all(record)
        return
    check = collector.make("check", identity)
    check.links["person"] = _person(collector, record).key
    check.put("kind", "follow_up", record.where(("statusId",)), record.text("statusId"))
    check.take_all(record, fields.FOLLOW_UP)
    if record.text("statusId") and not status:
        check.doubt("action_taken", "unknown_word", record.text("statusId"))
    if status == "not_found":
        check.put("action_taken", "not_found", record.where(("statusId",)))
    _take_symptoms(check, record, status)


def _status(collector: Collector, record: Record) -> str:
    said = record.text("statusId")
    if not said:
        # before it had states, Go.Data said whether a follow-up was made and the contact lost
        lost = record.at("lostToFollowUp") is True
        return "not_found" if lost else ("not_done" if record.at("performed") is False else "")
    try:
        return str(tokens.FOLLOW_UP.read(said, collector.about.labels.get(said)).value)
    except Unread:
        return ""


def _take_symptoms(check: Making, record: Record, status: str) -> None:
    said = record.at(*fields.SYMPTOMS)
    listed = said if isinstance(said, list) else []
    symptoms = []
    for one in listed:
        try:
            symptoms.append(str(tokens.SYMPTOM.read(tidy(str(one))).value))
        except Unread as error:
            check.doubt("symptoms", error.code, str(one), error.options)
    origin = record.where(fields.SYMPTOMS)
    if symptoms or said == []:
        check.put("symptoms", tuple(dict.fromkeys(symptoms)), origin)
    elif status == "seen_well":
        check.put("symptoms", (), record.where(("statusId",)))
    elif status == "seen_ill" and not _has_fever(check):
        check.doubt("symptoms", "ill_how", record.text("statusId"), tokens.SYMPTOM.options)


def _has_fever(check: Making) -> bool:
    measured = check.fields.get("temperature_celsius")
    return measured is not None and isinstance(measured.value, Decimal) and measured.value >= FEVER


def take_lab_result(collector: Collector, record: Record, identity: str) -> None:
    """Take a result as a sample and its test; results of one sample number share the sample."""
    person = _person(collector, record)
    sample = _sample(collector, record, person, identity)
    status = record.text("status")
    under_way = tokens.RESULT_STATUS.says(status, "in_progress", collector.about.labels.get(status))
    if _is_waiting(record):
        return
    test = collector.make("test", identity)
    test.links["sample"] = sample.key
    test.take_all(record, fields.TEST)
    if under_way and "result" in test.fields:
        test.doubt("result", "not_final", status)


def _is_waiting(record: Record) -> bool:
    """Whether nothing of a test is said yet."""
    return not any(record.text(name) for name in ("result", "dateOfResult", "testType"))


def _sample(collector: Collector, record: Record, person: Making, identity: str) -> Making:
    number = record.text("sampleIdentifier")
    name = f"{person.key.partition(':')[2]}/{number}" if number else identity
    sample = collector.known("sample", name)
    if sample is None:
        sample = collector.make("sample", name)
        sample.links["person"] = person.key
    for known in fields.SAMPLE:
        if known.name not in sample.fields:
            sample.take(record, known)
        else:
            _compare(sample, record, known)
    _leave_unknown_laboratory(collector, sample)
    return sample


def _leave_unknown_laboratory(collector: Collector, sample: Making) -> None:
    """
    Leave out a laboratory of which there is but a code of the instance's own, and say so.

    A file that brings no labels does not say which laboratory is meant. The result is true all the same.
    """
    said = sample.fields.get("laboratory")
    if said is None or not str(said.value).startswith(tokens.LABORATORY):
        return
    del sample.fields["laboratory"]
    values = {"said": tokens.shown(str(said.value))}
    if not any(note.values == values for note in collector.notes):
        collector.note("laboratory_not_known", said.origin, **values)


def _compare(sample: Making, record: Record, known) -> None:
    """Two results of one sample that say different things of it are a doubt, not two samples."""
    other = Making("", "sample", sample.about)
    other.take(record, known)
    found = other.fields.get(known.name)
    if found is not None and found.value != sample.fields[known.name].value:
        sample.doubt(known.name, "told_differently", found.quote)


def whose(record: Record) -> str:
    """Return the id of whom a follow-up or a result is; "" if it does not say."""
    return (
        record.text("personId")
        or record.text("person", "id")
        or record.text("contactId")
        or record.text("caseId")
    )


def _person(collector: Collector, record: Record) -> Making:
    identity = whose(record)
    known = collector.known("person", identity)
    if known is None:
        known = collector.make("person", identity or record.place())
        if identity:
            known.put("external_id", identity, record.where(("personId",)), identity)
        else:
            known.doubt("external_id", "nobody_named", "")
    return known


def _take_all(record: Record) -> None:
    record.taken.update((name,) for name in record.values)
