"""The forms, one file per subject."""
