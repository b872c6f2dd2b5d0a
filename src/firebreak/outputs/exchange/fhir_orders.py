"""Orders with a deadline as FHIR has them: a task, with until when it is to be done."""

from datetime import timedelta
from typing import Any

from firebreak.engine.when import When
from firebreak.intake.drafts import Draft
from firebreak.intake.fhir import codes, fields
from firebreak.outputs.exchange.writing import Writing, is_unknown

Resource = dict[str, Any]
HOURS_A_DAY = 24


def fill_order(task: Resource, order: Draft, *, writing: Writing) -> None:
    """Fill the task of an order, which has its id."""
    task |= {
        "status": "requested",
        "intent": "order",
        "code": {"coding": [{"system": codes.OWN_ORDER, "code": codes.ORDER}]},
    }
    carried = writing.fill(task, order, fields.ORDER) | {"external_id"}
    for code, known in fields.ORDERED.items():
        if is_unknown(order.value(known.name)):
            continue
        one: Resource = {"type": {"coding": [{"system": codes.OWN_ORDER, "code": code}]}}
        carried |= writing.fill(one, order, [known])
        task.setdefault("input", []).append(one)
    due = _due(order)
    if due is not None:
        writing.put(task, order, fields.ORDER_UNTIL, due)
    writing.lose_rest(order, carried | {"until"})


def _due(order: Draft) -> When | None:
    """Until when: as it says, else counted from when it was given."""
    hours = order.value("deadline_hours")
    if hours is None and order.value("days") is not None:
        hours = order.value("days") * HOURS_A_DAY
    if hours is None:
        return order.value("until")
    given = order.value("when")
    if not isinstance(given, When) or given.latest is None:
        return None
    return When.minute(given.latest + timedelta(hours=hours))
