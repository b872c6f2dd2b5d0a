"""Arrays that grow, compiled."""

import numpy as np

from firebreak.engine.tracing.compiled import kernel


@kernel
def more_rows(rows: np.ndarray, used: int, more: int) -> np.ndarray:
    """Return `rows` with room for `more` after the first `used`."""
    if used + more <= len(rows):
        return rows
    longer = np.empty((2 * (used + more), rows.shape[1]), rows.dtype)
    longer[:used] = rows[:used]
    return longer


@kernel
def room_for(out: np.ndarray, used: int, more: int) -> np.ndarray:
    """Return `out` with room for `more` columns after the first `used`."""
    if used + more <= out.shape[1]:
        return out
    wider = np.empty((out.shape[0], 2 * (used + more)), out.dtype)
    wider[:, :used] = out[:, :used]
    return wider
