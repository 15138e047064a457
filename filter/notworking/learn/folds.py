"""Leaving whole sources out: what a model says of mail from sources it has never seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from notworking.learn.fitting import Floats, Settings, Table, fit


@dataclass(frozen=True, slots=True, eq=False)
class HeldOut:
    """For each row, what a model fitted without that row's fold says."""

    log_odds: Floats
    """(n,) not yet calibrated."""
    shares: Floats
    """(n, 6) probability of each networking category, given that it is one."""

    def rows(self, which: NDArray[np.bool_]) -> HeldOut:
        """Return the chosen rows only."""
        return HeldOut(self.log_odds[which], self.shares[which])


def leave_folds_out(
    table: Table, settings: Settings, signs: Mapping[str, int] | None = None
) -> HeldOut:
    """Fit once for each fold without it, and return what those fits say of the fold."""
    log_odds = np.zeros(len(table.networking))
    shares = np.full((len(table.networking), 6), 1.0 / 6.0)
    for fold in np.unique(table.folds):
        held = table.folds == fold
        if len(np.unique(table.networking[~held])) < 2:
            continue
        fitted = fit(table.rows(~held), settings, signs)
        log_odds[held] = fitted.log_odds(table.rows(held))
        shares[held] = fitted.shares(table.rows(held))
    return HeldOut(log_odds, shares)
