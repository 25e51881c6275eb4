# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How many purchases are still to come from a customer, and for how much.

BG/NBD: a customer buys at random at a rate of their own, and after each purchase leaves
for good with a probability of their own; rates are spread over the customers as a gamma
distribution, the probabilities as a beta one. Gamma-Gamma: what a purchase is worth varies
around a mean of the customer's own. (Fader, Hardie and Lee 2005; Fader and Hardie 2013.)

A customer is told by three numbers, in any one unit of time: purchases after the first
(`repeats`), the time between the first and the last one (`recency`), and the time since
the first one (`age`). Estimating needs scipy; without it `AVAILABLE` is false.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp

try:
    import numpy as np
    from scipy.optimize import minimize
    from scipy.special import gammaln, hyp2f1
except ImportError:
    AVAILABLE = False
else:
    AVAILABLE = True

#: Below these, the parameters would say more of chance than of the customers.
LEAST_CUSTOMERS = 100
LEAST_REPEATERS = 30
#: Parameters beyond these mean that the customers do not behave as the model says.
LARGEST = 1e5


@dataclass(frozen=True)
class BgNbd:
    """The parameters of purchases and departures of all customers."""

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float

    def alive(self, repeats, recency, age):
        """Return the probabilities that customers, given as columns, still buy."""
        x, t_x, t = _columns(repeats, recency, age)
        with np.errstate(over="ignore"):
            left = np.exp(
                (self.r + x) * np.log((self.alpha + t) / (self.alpha + t_x))
                + np.log(self.a / (self.b + np.maximum(x, 1) - 1))
            )
        return np.where(x > 0, 1 / (1 + left), 1.0)

    def expected(self, period, repeats, recency, age):
        """Return the purchases to expect of customers within a period from now."""
        x, t_x, t = _columns(repeats, recency, age)
        r, alpha, a, b = self.r, self.alpha, self.a, self.b
        share = (alpha + t) / (alpha + t + period)
        gone = share ** (r + x) * hyp2f1(
            r + x, b + x, a + b + x - 1, period / (alpha + t + period)
        )
        bought = (a + b + x - 1) / (a - 1) * (1 - gone)
        return bought * self.alive(x, t_x, t)


@dataclass(frozen=True)
class GammaGamma:
    """The parameters of what purchases of all customers are worth."""

    p: float
    q: float
    gamma: float

    def mean_spend(self, repeats, spend):
        """Return the worth to expect of a customer's purchase.

        :param repeats: purchases after the first; none leaves the mean of everybody
        :param spend: what these were worth on average
        """
        x, mean = _columns(repeats, spend)
        everybody = self.gamma * self.p / (self.q - 1)
        own = self.p * x / (self.p * x + self.q - 1)
        return (1 - own) * everybody + own * np.where(x > 0, mean, 0.0)


def fit_bg_nbd(customers: Iterable[Sequence[float]]) -> BgNbd | None:
    """Estimate the parameters from (repeats, recency, age) of every customer.

    :return: None where there are too few customers or the model does not fit them
    """
    counts = Counter(tuple(map(float, customer)) for customer in customers)
    repeaters = sum(count for key, count in counts.items() if key[0])
    if sum(counts.values()) < LEAST_CUSTOMERS or repeaters < LEAST_REPEATERS:
        return None
    x, t_x, t = np.array(list(counts)).T
    weights = np.array(list(counts.values()), dtype=float)
    # in units in which the oldest customer is 10: the search starts near its end
    scale = 10 / max(t.max(), 1e-9)

    def loss(logs):
        return -_likelihood(np.exp(logs), x, t_x * scale, t * scale) @ weights

    found = _least(loss, [0.0, 0.0, 0.0, 0.0], weights.sum())
    if found is None:
        return None
    logs, value = found
    r, alpha, a, b = map(float, np.exp(logs))
    # the density of recency was taken in the scaled unit
    value = -value + float(weights @ x) * float(np.log(scale))
    return BgNbd(r, alpha / scale, a, b, value)


def fit_gamma_gamma(customers: Iterable[Sequence[float]]) -> GammaGamma | None:
    """Estimate the parameters from (repeats, mean spend) of who bought again.

    :return: None where there are too few customers or the model does not fit them
    """
    rows = [(x, mean) for x, mean in customers if x > 0 and mean > 0]
    if len(rows) < LEAST_REPEATERS:
        return None
    x, mean = np.array(rows, dtype=float).T
    scale = 1 / mean.mean()
    mean = mean * scale

    def loss(logs):
        p, q, gamma = np.exp(logs)
        likelihood = (
            gammaln(p * x + q) - gammaln(p * x) - gammaln(q)
            + q * np.log(gamma) + (p * x - 1) * np.log(mean)
            + p * x * np.log(x) - (p * x + q) * np.log(gamma + mean * x)
        )  # fmt: skip
        return -likelihood.sum()

    found = _least(loss, [0.0, 0.5, 0.0], len(rows))
    if found is None:
        return None
    p, q, gamma = map(float, np.exp(found[0]))
    # with q up to 1 the mean of everybody would be infinite
    return GammaGamma(p, q, gamma / scale) if q > 1 else None


def _likelihood(parameters, x, t_x, t):
    """Return the log-likelihood of each customer under (r, alpha, a, b)."""
    r, alpha, a, b = parameters
    bought = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    departures = gammaln(a + b) + gammaln(b + x) - gammaln(b) - gammaln(a + b + x)
    stayed = -(r + x) * np.log(alpha + t)
    left = np.log(a) - np.log(b + np.maximum(x, 1) - 1) - (r + x) * np.log(alpha + t_x)
    return bought + departures + np.where(x > 0, np.logaddexp(stayed, left), stayed)


def _least(loss, start, customers):
    """Return the least point of a function of logarithms and its value, or None."""
    # the mean over customers: the tolerances then mean the same for few and many
    options = {"maxiter": 4000, "maxfev": 4000, "xatol": 1e-7, "fatol": 1e-11}
    with np.errstate(all="ignore"):
        found = minimize(
            lambda logs: loss(logs) / customers,
            start,
            method="Nelder-Mead",
            options=options,
        )
    if not (found.success and np.isfinite(found.fun)):
        return None
    if not all(1 / LARGEST < exp(value) < LARGEST for value in found.x):
        return None
    return found.x, float(found.fun) * customers


def _columns(*values):
    return [np.asarray(value, dtype=float) for value in values]
