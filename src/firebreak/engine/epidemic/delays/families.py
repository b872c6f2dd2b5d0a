r"""Distributions of a delay, each by two numbers whose meaning all of them share.

The positive ones (gamma, lognormal, Weibull) are given by the logarithm of their mean and of their
coefficient of variation (sd / mean), the normal by its mean and the logarithm of its sd. So a prior
says the same of each, and what they are compared by is the data.

`integral` is :math:`G(x)=\int_{-\infty}^x F(t)\,dt = xF(x)-\int_{-\infty}^x t f(t)\,dt`, in closed
form: what a start at any moment of a window needs.
"""

from abc import ABC, abstractmethod
from functools import cache

import numpy as np
from scipy import interpolate, special


class Family(ABC):
    """A delay distribution; `theta` is (..., 2), and `x` in days spreads over what is left."""

    positive = True

    def mean(self, theta: np.ndarray) -> np.ndarray:
        return np.exp(theta[..., 0])

    def sd(self, theta: np.ndarray) -> np.ndarray:
        return np.exp(theta[..., 0] + theta[..., 1])

    def theta(self, mean: np.ndarray, sd: np.ndarray) -> np.ndarray:
        """Return the two numbers that have this mean and sd."""
        return np.stack([np.log(mean), np.log(sd) - np.log(mean)], -1)

    @abstractmethod
    def cdf(self, theta: np.ndarray, x: np.ndarray) -> np.ndarray: ...

    @abstractmethod
    def density(self, theta: np.ndarray, x: np.ndarray) -> np.ndarray: ...

    @abstractmethod
    def quantile(self, theta: np.ndarray, p: float) -> np.ndarray: ...

    @abstractmethod
    def integral(self, theta: np.ndarray, x: np.ndarray) -> np.ndarray: ...


class Gamma(Family):
    def _parts(self, theta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        shape = np.exp(-2 * theta[..., 1])
        return shape, self.mean(theta) / shape

    def cdf(self, theta: np.ndarray, x: np.ndarray) -> np.ndarray:
        shape, scale = self._parts(theta)
        return special.gammainc(shape, np.maximum(x, 0) / scale)

    def density(self, theta: np.ndarray, x: np.ndarray) -> np.ndarray:
        shape, scale = self._parts(theta)
        z = np.maximum(x, 0) / scale
        logarithm = special.xlogy(shape - 1, z) - z - special.gammaln(shape)
        return np.where(x < 0, 0, np.exp(logarithm) / scale)

    def quantile(self, theta: np.ndarray, p: float) -> np.ndarray:
        shape, scale = self._parts(theta)
        return special.gammaincinv(shape, p) * scale

    def integral(self, theta: np.ndarray, x: np.ndarray) -> np.ndarray:
        shape, scale = self._parts(theta)
        z = np.maximum(x, 0) / scale
        below = special.gammainc(shape, z)
        # F of shape + 1 is F of shape less one term of its series.
        term = np.exp(special.xlogy(shape, z) - z - special.gammaln(shape + 1))
        return x * below - shape * scale * (below - term)


class Lognormal(Family):
    def _parts(self, theta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        variance = np.log1p(np.exp(2 * theta[..., 1]))
        return theta[..., 0] - variance / 2, np.sqrt(variance)

    def _z(self, theta: np.ndarray, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        centre, spread = self._parts(theta)
        with np.errstate(divide="ignore"):  # the logarithm of 0 days is where F is 0
            return (np.log(np.maximum(x, 0)) - centre) / spread, spread

    def cdf(self, theta: np.ndarray, x: np.ndarray) -> np.ndarray:
        return special.ndtr(self._z(theta, x)[0])

    def density(self, theta: np.ndarray, x: np.ndarray) -> np.ndarray:
        z, spread = self._z(theta, x)
        peak = np.sqrt(2 * np.pi) * spread * np.where(x > 0, x, 1)
        return np.where(x > 0, np.exp(-(z**2) / 2) / peak, 0)

    def quantile(self, theta: np.ndarray, p: float) -> np.ndarray:
        centre, spread = self._parts(theta)
        return np.exp(centre + spread * special.ndtri(p))

    def integral(self, theta: np.ndarray, x: np.ndarray) -> np.ndarray:
        z, spread = self._z(theta, x)
        return x * special.ndtr(z) - self.mean(theta) * special.ndtr(z - spread)


class Weibull(Family):
    def _parts(self, theta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        shape = _weibull_shape(theta[..., 1])
        return shape, self.mean(theta) / special.gamma(1 + 1 / shape)

    def _z(self, theta: np.ndarray, x: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        shape, scale = self._parts(theta)
        with np.errstate(over="ignore"):  # so far above the scale that F is 1
            return (np.maximum(x, 0) / scale) ** shape, shape, scale

    def cdf(self, theta: np.ndarray, x: np.ndarray) -> np.ndarray:
        return -np.expm1(-self._z(theta, x)[0])

    def density(self, theta: np.ndarray, x: np.ndarray) -> np.ndarray:
        z, shape, scale = self._z(theta, x)
        rising = (np.where(x > 0, x, 1) / scale) ** (shape - 1)
        return np.where(x > 0, shape / scale * rising * np.exp(-z), 0)

    def quantile(self, theta: np.ndarray, p: float) -> np.ndarray:
        shape, scale = self._parts(theta)
        return scale * (-np.log1p(-p)) ** (1 / shape)

    def integral(self, theta: np.ndarray, x: np.ndarray) -> np.ndarray:
        z, shape, _ = self._z(theta, x)
        return x * -np.expm1(-z) - self.mean(theta) * special.gammainc(1 + 1 / shape, z)


class Normal(Family):
    """For intervals that may be negative, as from onset to onset."""

    positive = False

    def mean(self, theta: np.ndarray) -> np.ndarray:
        return theta[..., 0]

    def sd(self, theta: np.ndarray) -> np.ndarray:
        return np.exp(theta[..., 1])

    def theta(self, mean: np.ndarray, sd: np.ndarray) -> np.ndarray:
        return np.stack([mean, np.log(sd)], -1)

    def cdf(self, theta: np.ndarray, x: np.ndarray) -> np.ndarray:
        return special.ndtr((x - self.mean(theta)) / self.sd(theta))

    def density(self, theta: np.ndarray, x: np.ndarray) -> np.ndarray:
        z = (x - self.mean(theta)) / self.sd(theta)
        return np.exp(-(z**2) / 2) / (np.sqrt(2 * np.pi) * self.sd(theta))

    def quantile(self, theta: np.ndarray, p: float) -> np.ndarray:
        return self.mean(theta) + self.sd(theta) * special.ndtri(p)

    def integral(self, theta: np.ndarray, x: np.ndarray) -> np.ndarray:
        z = (x - self.mean(theta)) / self.sd(theta)
        return self.sd(theta) * (z * special.ndtr(z) + np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi))


def _log_spread(inverse: np.ndarray) -> np.ndarray:
    """Return log(1 + (sd / mean)²) of a Weibull by 1 / shape."""
    return special.gammaln(1 + 2 * inverse) - 2 * special.gammaln(1 + inverse)


@cache
def _inverse_shapes() -> interpolate.CubicSpline:
    """Return log(1 / shape) by log(sd / mean)."""
    inverse = np.exp(np.linspace(-12, 4, 4_000))
    return interpolate.CubicSpline(np.log(np.expm1(_log_spread(inverse))) / 2, np.log(inverse))


def _weibull_shape(log_variation: np.ndarray) -> np.ndarray:
    """Return the shape whose sd / mean is given: from a table, and one of Newton's steps."""
    known = _inverse_shapes()
    inverse = np.exp(known(np.clip(log_variation, known.x[0], known.x[-1])))
    slope = 2 * (special.digamma(1 + 2 * inverse) - special.digamma(1 + inverse))
    step = (_log_spread(inverse) - np.log1p(np.exp(2 * np.asarray(log_variation)))) / slope
    return 1 / np.maximum(inverse - step, inverse / 2)


FAMILIES: dict[str, Family] = {
    "gamma": Gamma(),
    "lognormal": Lognormal(),
    "weibull": Weibull(),
    "normal": Normal(),
}
