"""FHIR R4: bundles of patients, conditions, laboratory results, visits and places."""

from firebreak.intake.fhir.reading import read, recognises

__all__ = ["read", "recognises"]
