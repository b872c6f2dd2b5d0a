"""The formats of other systems in words: what each is called, and what of the record is in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Described:
    """A format as a reader chooses it."""

    label: Any
    holds: Any
    names_people: bool = True


OTHERS: Mapping[str, Described] = {
    "line-list": Described(
        _("Line list, XLSX"),
        _("One row a case: person, course, places. It comes in again as it is."),
    ),
    "report-card": Described(
        _("Report cards of infectious diseases, XLSX"),
        _(
            "One row a card, with the boxes of the national form; what is required and empty is named."
        ),
    ),
    "godata": Described(
        _("Go.Data, JSON"),
        _(
            "All lists in one file: people, cases and their course, contacts and contacts of"
            " contacts, follow-ups, results, gatherings as events."
        ),
    ),
    "godata-csv": Described(
        _("Go.Data, CSV"), _("The same as tables, one a list, under the headings of its database.")
    ),
    "godata-csv-words": Described(
        _("Go.Data, CSV with headings in words"), _("The same tables, as its pages export them.")
    ),
    "godata-csv-clean": Described(
        _("Go.Data, CSV for WHO's scripts"),
        _("The same tables, as WHO's scripts for R expect them."),
    ),
    "sormas": Described(
        _("SORMAS, CSV"),
        _("A table of cases with samples and tests, one of contacts, and one of events."),
    ),
    "dhis2": Described(
        _("DHIS2, tracker JSON"),
        _(
            "People, cases, contacts, follow-ups and results, by the mapping of one instance;"
            " gatherings and orders, if it has a program for them."
        ),
    ),
    "fhir": Described(
        _("FHIR R4, JSON"),
        _(
            "A public health case report: patients, conditions, contacts, visits, specimens,"
            " results; gatherings as groups, orders as tasks."
        ),
    ),
    "who-form": Described(
        _("WHO case form, CSV"),
        _("One row a case, as WHO asked for it in 2020."),
        names_people=False,
    ),
    "hxl": Described(
        _("HXL, CSV"), _("Counts by unit and day under HXL's tags."), names_people=False
    ),
}
