"""How the loops are compiled and kept: as those of tracing, with a stamp of their own files."""

from pathlib import Path

from firebreak.engine.tracing.compiled import keeping, stamp

#: The files that kernels are made of: pictures and tables may change without a compilation.
FILES = (
    "arrays",
    "compiled",
    "counting",
    "drawing",
    "moving",
    "parameters",
    "pinning",
    "shares",
    "sweeping",
    "turning",
    "weights",
)
SOURCES = stamp(Path(__file__).parent, FILES)

#: Most kernels make no arrays, so they need not count references to those they are given: with so
#: many in one call, that would cost more than the work. Nor do they ask at each division whether it
#: is by zero.
LEAN: dict[str, bool | str] = {"_nrt": False, "error_model": "numpy"}

kernel = keeping(SOURCES, **LEAN, no_cpython_wrapper=True, no_cfunc_wrapper=True)
#: Of those, what Python calls itself: taking so many arrays from Python is most of a small kernel.
called = keeping(SOURCES, **LEAN)
#: Of the smallest, called most often: handing over so many arrays costs more than the work.
within = keeping(SOURCES, **LEAN, inline="always")
#: For the loops that make arrays of their own.
allocating = keeping(SOURCES)
