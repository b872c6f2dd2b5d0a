"""The draws as ArviZ takes them: an extra, and imported by this module only."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from firebreak.engine.chains.result import Chains


def inference_data(chains: "Chains") -> Any:
    """Return infector, generations and infection_day, over chain, draw and case."""
    import arviz

    shape = (chains.starts, -1, len(chains.ids))
    draws = {
        "infector": chains.infector_draws.reshape(shape),
        "generations": chains.generations_draws.reshape(shape),
        "infection_day": chains.infection_day_draws.reshape(shape),
    }
    dims = {name: ["case"] for name in draws}
    return arviz.from_dict(posterior=draws, coords={"case": list(chains.ids)}, dims=dims)
