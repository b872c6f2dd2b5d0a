"""DHIS2 Tracker: entities, enrollments, events and relationships, by a mapping of the instance.

Every instance is set up anew, so what an attribute or data element means is said by a mapping file,
made from the instance's own metadata (`matching.py`) and mended by hand where it could not match.
"""

from firebreak.intake.dhis2.reading import read, recognises

__all__ = ["read", "recognises"]
