"""How the loops are compiled and kept: as those of tracing, with a stamp of this folder."""

from pathlib import Path

from firebreak.engine.tracing.compiled import keeping, stamp

kernel = keeping(stamp(Path(__file__).parent))
