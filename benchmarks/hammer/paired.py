"""Whether differences in pairs lie beside zero: Wilcoxon's signed-rank test, which a few slow answers do not move."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement
from math import sqrt
from statistics import NormalDist, median

# a false alarm in ten thousand comparisons
SIGNIFICANT = 1e-4


@dataclass(frozen=True)
class Verdict:
    """How likely such differences are where there is none, how large it seems, and the smallest that would show."""

    p: float
    shift: float
    smallest: float

    @property
    def shows(self) -> bool:
        """Whether there is a difference."""
        return self.p < SIGNIFICANT


def verdict(differences: Sequence[float]) -> Verdict:
    """What the differences say."""
    shift = middle(differences)
    return Verdict(signed_rank(differences), shift, smallest_shown([each - shift for each in differences]))


def signed_rank(differences: Sequence[float]) -> float:
    """The two-sided p, by the test's normal approximation, which is good from twenty pairs on."""
    ranked = enumerate(sorted(differences, key=abs), start=1)
    above = sum(rank for rank, difference in ranked if difference > 0)
    n = len(differences)
    z = (above - n * (n + 1) / 4) / sqrt(n * (n + 1) * (2 * n + 1) / 24)
    return 2 * NormalDist().cdf(-abs(z))


def middle(differences: Sequence[float]) -> float:
    """The shift that fits the test: the median of the means of all two of them (Hodges and Lehmann)."""
    return median((one + other) / 2 for one, other in combinations_with_replacement(differences, 2))


def smallest_shown(around_zero: Sequence[float]) -> float:
    """By how much these must be moved until the test says that they are."""
    low, high = 0.0, max(map(abs, around_zero))
    for _ in range(30):
        half = (low + high) / 2
        shown = signed_rank([each + half for each in around_zero]) < SIGNIFICANT
        low, high = (low, half) if shown else (half, high)
    return high
