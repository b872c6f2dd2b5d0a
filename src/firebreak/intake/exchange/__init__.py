"""What the readers of other systems' files share: their bytes, their words, their loose ends.

Each system has a room of its own beside this one (`godata`, `sormas`, `fhir`, `dhis2`), with tables
that say which field of a record stands where in its file. The way out (`outputs/exchange`) writes by
the same tables.
"""
