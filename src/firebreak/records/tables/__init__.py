"""The stairway: the records, as the engine's tables.

Nothing else on the site prepares data for the engine. Inside `as_known` the same functions give
the tables of a past instant. `stored_at` of an event is the instant from which the record held
the fact as it stands (not when some other field of the same record was last touched).

One module per kind of record; `fetching.py` reads rows, `projecting.py` makes events of them,
`events.py` puts all kinds together.
"""

from firebreak.records.tables.audits import audited
from firebreak.records.tables.cases import linelist
from firebreak.records.tables.events import PROJECTIONS, events
from firebreak.records.tables.fetching import Ids
from firebreak.records.tables.people import households
from firebreak.records.tables.units import county_of_units, divisions, units
from firebreak.records.tables.whereabouts import contacts, places, stays, stays_while_kept

__all__ = [
    "PROJECTIONS",
    "Ids",
    "audited",
    "contacts",
    "county_of_units",
    "divisions",
    "events",
    "households",
    "linelist",
    "places",
    "stays",
    "stays_while_kept",
    "units",
]
