"""Contacts as FHIR has them: an observation that the exposed person acquired an exposure of a case.

The subject is the exposed person, the focus the patient he met and the condition of the case.
"""

from collections.abc import Callable
from typing import Any

from firebreak.intake.drafts import Draft
from firebreak.intake.exchange.collecting import Field
from firebreak.intake.fhir import codes, fields
from firebreak.outputs.exchange.writing import Writing, is_unknown

Resource = dict[str, Any]
PERIOD = (
    Field("when", ("effectivePeriod", "start"), fields.TIME),
    Field("ended", ("effectivePeriod", "end"), fields.TIME),
)
INSTANT = (Field("when", ("effectiveDateTime",), fields.TIME),)


def fill_exposure(
    observation: Resource,
    contact: Draft,
    *,
    ends: tuple[Resource, list[Resource]],
    pathogen: object,
    writing: Writing,
) -> None:
    """
    Fill the observation of a contact.

    Parameters
    ----------
    observation
        With its id.
    ends
        The reference to the exposed patient, and those to whom he met: patient, condition.
    pathogen
        Of the case; None if it is not said.
    """
    known = contact.value("direction_known") is not False
    category = codes.ACQUIRED if known else codes.EXPOSED
    observation |= {
        "status": "final",
        "category": [{"coding": [{"system": codes.ACT_CLASS, "code": category}]}],
        "code": _code(pathogen),
        "subject": ends[0],
        "focus": ends[1],
    }
    has_end = not is_unknown(contact.value("ended"))
    carried = writing.fill(observation, contact, [*(PERIOD if has_end else INSTANT), fields.MANNER])
    carried |= _fill_components(observation, contact, writing)
    writing.lose_rest(contact, carried | {"external_id", "direction_known"})


def _code(pathogen: object) -> Resource:
    code = codes.EXPOSURE_TO.get(str(pathogen))
    coding = {"coding": [{"system": codes.SNOMED, "code": code}]} if code else {}
    return {**coding, "text": codes.EXPOSURE_SHOWN}


def _fill_components(observation: Resource, contact: Draft, writing: Writing) -> set[str]:
    carried = set()
    for code, known in fields.EXPOSURE.items():
        if is_unknown(contact.value(known.name)):
            continue
        component: Resource = {"code": {"coding": [{"system": codes.OWN_EXPOSURE, "code": code}]}}
        carried |= writing.fill(component, contact, [known])
        observation.setdefault("component", []).append(component)
    return carried


def ends_of(
    contact: Draft, drafts: dict[str, Draft], refer: Callable[[str], Resource | None]
) -> tuple[Resource, list[Resource]] | None:
    """Return the references to both ends of a contact; None if one is of nobody here."""
    met, exposed = (drafts.get(contact.links.get(role, "")) for role in ("from", "to"))
    if met is None or exposed is None:
        return None
    source, target = (
        refer(one.links.get("person", "") if one.kind == "case" else one.key)
        for one in (met, exposed)
    )
    if source is None or target is None:
        return None
    case = refer(met.key) if met.kind == "case" else None
    return target, [source, case] if case is not None else [source]
