"""The record in the formats of other systems: Go.Data, SORMAS, FHIR, DHIS2.

Comes in: drafts in the words of `intake/drafts.py` (from records, `recorded.py`, or from a file just
read). Goes out: bytes, and notes of everything the format cannot say. Each format is written by the
tables its reader reads by, so that what went out comes in again as it was.
"""
