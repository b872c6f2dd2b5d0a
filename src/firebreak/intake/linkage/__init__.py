"""One person, one record: which records may be about the same person, and why.

`people.py` says what is compared, `records/names.py` how names are read, `model.py` feature by feature how
alike two records can be and what each likeness is worth, `scoring.py` scores pairs of records
(Splink, on DuckDB in this process), `parameters.json` holds what training found. None of these
knows the database: tables in, tables out. `proposing.py` reads the record and keeps what it finds.
Nothing here merges anything.

Splink and DuckDB are loaded by `link` when it is called, never by importing this package: pages of
the site do not need them.
"""

from firebreak.intake.linkage.model import CERTAIN, FEATURES, PROPOSED
from firebreak.intake.linkage.people import PEOPLE, PeopleError
from firebreak.intake.linkage.scoring import link

__all__ = ["CERTAIN", "FEATURES", "PEOPLE", "PROPOSED", "PeopleError", "link"]
