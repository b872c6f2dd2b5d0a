"""Gatherings as FHIR has them: a group of those who were there, with where and when."""

from collections.abc import Callable
from typing import Any

from firebreak.engine.when import Precision, When
from firebreak.intake.drafts import ATTENDEE, Draft
from firebreak.intake.exchange.collecting import Field
from firebreak.intake.fhir import codes, fields
from firebreak.outputs.exchange.writing import Writing, is_unknown

Resource = dict[str, Any]
START, END = (Field("when", ("period", end), fields.TIME) for end in ("start", "end"))


def fill_gathering(
    group: Resource,
    gathering: Draft,
    *,
    refer: Callable[[str], Resource | None],
    writing: Writing,
) -> None:
    """Fill the group of a gathering, which has its id; `refer` makes a reference of a key."""
    group |= {
        "type": "person",
        "actual": True,
        "code": {"coding": [_coding(codes.GATHERING)], "text": "Gathering"},
    }
    carried = writing.fill(group, gathering, fields.GATHERING) | {"external_id"}
    told = _place_and_time(gathering, refer, writing)
    carried |= {"place", "when"} | ({"place_kind"} if "valueReference" in told else set())
    found = [told] if told else []
    for code, known in fields.GATHERED.items():
        if is_unknown(gathering.value(known.name)):
            continue
        one = _characteristic(code, exclude=code == "none-from")
        carried |= writing.fill(one, gathering, [known])
        found.append(one)
    if found:
        group["characteristic"] = found
    people = [refer(key) for role, key in gathering.links.items() if role.startswith(ATTENDEE)]
    if any(people):
        group["member"] = [{"entity": person} for person in people if person is not None]
    writing.lose_rest(gathering, carried)


def _coding(code: str) -> Resource:
    return {"system": codes.OWN_GATHERING, "code": code}


def _characteristic(code: str, *, exclude: bool = False) -> Resource:
    return {"code": {"coding": [_coding(code)]}, "exclude": exclude}


def _place_and_time(
    gathering: Draft, refer: Callable[[str], Resource | None], writing: Writing
) -> Resource:
    """Where and when it was; nothing of either leaves it out."""
    name, when = gathering.value("place"), gathering.value("when")
    location = refer(gathering.links.get("place", ""))
    if location is None and is_unknown(name) and is_unknown(when):
        return {}
    one = _characteristic("place")
    if location is not None:
        one["valueReference"] = location | ({} if is_unknown(name) else {"display": str(name)})
    elif not is_unknown(name):
        one["valueCodeableConcept"] = {"text": str(name)}
    else:
        one["valueBoolean"] = True  # it was somewhere
    if isinstance(when, When):
        _fill_period(one, gathering, when, writing)
    return one


def _fill_period(one: Resource, gathering: Draft, when: When, writing: Writing) -> None:
    """Both ends of a span; of a minute or a day itself only the start."""
    if when.precision is not Precision.INTERVAL or when.start is None or when.end is None:
        writing.put(one, gathering, START, when)
        return
    writing.put(one, gathering, START, When.minute(when.start))
    writing.put(one, gathering, END, When.minute(when.end))
