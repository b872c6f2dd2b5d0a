"""How long a pathogen takes: from infection to illness, and from one case to the next.

A file for each, with a source for every number; `on_file.py` reads them.
"""

from firebreak.engine.reference.pathogens.on_file import (
    Pathogen,
    PathogenError,
    pathogen,
    pathogens,
)

__all__ = ["Pathogen", "PathogenError", "pathogen", "pathogens"]
