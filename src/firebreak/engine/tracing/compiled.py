"""How the kernels are compiled, kept, and let read what an index has in memory or in its files.

Machine code is kept in `NUMBA_CACHE_DIR` if that is set, else beside the sources, else (that folder
cannot be written) in the user's own cache. Where nothing can be written, each process compiles.

An index has any number of segments, each with arrays of its own. Kernels get one table of their
addresses: a list of arrays would cost a compilation for every number of segments, or a handle
for every access. Whoever calls a kernel holds the arrays until it returns.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic

F = TypeVar("F", bound=Callable[..., Any])


def kernel(function: F) -> F:
    """Compile `function` when it is first called; other threads run while it does."""
    try:
        return cast(F, njit(cache=True, nogil=True)(function))
    except RuntimeError:  # no folder to keep it in
        return cast(F, njit(nogil=True)(function))


def _load(result: types.Type) -> Callable[[int, int], Any]:
    """Return what reads the n-th four bytes from an address on."""
    signature = result(types.int64, types.int64)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        address, number = arguments
        pointer = builder.inttoptr(address, ir.IntType(32).as_pointer())
        value = builder.load(builder.gep(pointer, [number]))
        return builder.zext(value, ir.IntType(64)) if result is types.int64 else value

    return cast(Any, intrinsic(lambda typing_context, address, number: (signature, generate)))


int32_at = _load(types.int32)
uint32_at = _load(types.int64)  # no int32 holds it
