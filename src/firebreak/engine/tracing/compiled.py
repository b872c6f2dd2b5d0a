"""How the kernels are compiled, kept, and let read what an index has in memory or in its files.

Machine code is kept in `NUMBA_CACHE_DIR` if that is set, else beside the sources, else (that folder
cannot be written) in the user's own cache. Where nothing can be written, each process compiles.
What is kept holds for the sources of this folder as they were: a kernel is made of kernels of other
files, which Numba by itself does not look at.

An index has any number of segments, each with arrays of its own. Kernels get one table of their
addresses: a list of arrays would cost a compilation for every number of segments, or a handle
for every access. Whoever calls a kernel holds the arrays until it returns.
"""

from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar, cast

from llvmlite import ir
from numba import njit, types
from numba.core import cgutils
from numba.core.caching import IndexDataCacheFile
from numba.extending import intrinsic

F = TypeVar("F", bound=Callable[..., Any])


def stamp(folder: Path, names: Iterable[str] = ("*",)) -> bytes:
    """Return a number of all, or of some, sources in a folder: another one when any changes."""
    sources = sorted({path for name in names for path in folder.glob(f"{name}.py")})
    return sha256(b"".join(source.read_bytes() for source in sources)).digest()


SOURCES = stamp(Path(__file__).parent)


def keeping(sources: bytes, **options: bool | str) -> Callable[[F], F]:
    """Return what compiles the kernels of a folder, whose sources have this stamp."""

    def kernel(function: F) -> F:
        """Compile `function` when it is first called; other threads run while it does."""
        try:
            compiled = cast(Any, njit)(cache=True, nogil=True, **options)(function)
        except RuntimeError:  # no folder to keep it in
            return cast(F, cast(Any, njit)(nogil=True, **options)(function))
        cache = compiled._cache
        cache._cache_file = _Kept(cache._cache_path, cache._impl.filename_base, sources)
        return cast(F, compiled)

    return kernel


class _Kept(IndexDataCacheFile):
    """What is kept of a kernel; what cannot be read is made anew."""

    def _load_index(self) -> Any:
        try:
            return super()._load_index()
        except Exception:  # cut short, or it names what other sources had: anything may be raised
            return {}


kernel = keeping(SOURCES)
inlined = keeping(SOURCES, inline="always")
#: Counts no references to arrays, which takes longer than to look at a stay; makes none either.
bare = keeping(SOURCES, _nrt=False)


def _load(bits: int, result: Any) -> Callable[[int, int], Any]:
    """Return what reads the n-th number of so many bits from an address on."""
    signature = result(types.int64, types.int64)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        address, number = arguments
        pointer = builder.inttoptr(address, ir.IntType(bits).as_pointer())
        value = builder.load(builder.gep(pointer, [number]))
        return builder.zext(value, ir.IntType(64)) if bits < result.bitwidth else value

    return cast(Any, intrinsic(lambda typing_context, address, number: (signature, generate)))


byte_at = _load(8, types.int64)
int32_at = _load(32, types.int32)
uint32_at = _load(32, types.int64)  # no int32 holds it
int64_at = _load(64, types.int64)


def _prefetching(typing_context: Any, address: Any, number: Any) -> Any:
    """Return what has memory fetch the n-th four bytes from an address on; nothing waits for them."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        address, number = arguments
        some_bytes = ir.IntType(8).as_pointer()
        at = builder.gep(builder.inttoptr(address, ir.IntType(32).as_pointer()), [number])
        hint = ir.FunctionType(ir.VoidType(), [some_bytes] + [ir.IntType(32)] * 3)
        fetch = cgutils.get_or_insert_function(builder.module, hint, "llvm.prefetch.p0")
        to_read, to_keep, data = (ir.IntType(32)(n) for n in (0, 3, 1))
        builder.call(fetch, [builder.bitcast(at, some_bytes), to_read, to_keep, data])
        return context.get_dummy_value()

    return types.none(types.int64, types.int64), generate


prefetch: Callable[[int, int], None] = cast(Any, intrinsic(_prefetching))
