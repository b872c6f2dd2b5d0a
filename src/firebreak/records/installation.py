"""What this installation is set to watch."""

from firebreak.records.models import Installation


def watched_pathogen() -> str:
    """Return the pathogen this installation watches."""
    installation = Installation.objects.first()
    return installation.pathogen if installation else "sars-cov-2"
