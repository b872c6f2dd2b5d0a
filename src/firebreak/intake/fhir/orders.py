"""Orders with a deadline, as tasks. Only those that say they are one: others are a system's own work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from firebreak.intake.fhir import codes, fields
from firebreak.intake.fhir.codes import is_coded

if TYPE_CHECKING:
    from firebreak.intake.fhir.bundles import Resource
    from firebreak.intake.fhir.reading import Bundle


def take(bundle: Bundle) -> None:
    """Take every task that is an order."""
    for task in bundle.of("Task"):
        if is_coded(task.values.get("code"), codes.ORDER):
            _take_order(bundle, task)
        else:
            bundle.pass_over(task)


def _take_order(bundle: Bundle, task: Resource) -> None:
    record, order = task.record, bundle.make("order", task)
    task.put_id(order)
    order.take_all(record, fields.ORDER)
    for path in record.items("input"):
        named = next((c for c in fields.ORDERED if is_coded(record.at(*path, "type"), c)), None)
        if named is None:
            record.taken.discard((*path, "type"))
        else:
            order.take(record, fields.ORDERED[named], path)
    if {"deadline_hours", "days"} & order.fields.keys():
        record.at(*fields.ORDER_UNTIL.path)  # it follows from them
    else:
        order.take(record, fields.ORDER_UNTIL)
    for name in ("status", "intent", "code"):
        record.at(name)
