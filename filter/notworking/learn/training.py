"""`make model`: fits the model that ships with the package, byte for byte the same each time."""

from __future__ import annotations

import argparse
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from notworking.judge.model import Model
from notworking.judge.signs import finding_signs
from notworking.judge.verdict import NETWORKING
from notworking.judge.wording import Plan, fingerprint
from notworking.learn.base import BASE_FILE, model_to_bytes
from notworking.learn.corpora import Sample, read_seed, read_shared
from notworking.learn.cutoffs import Calibration, Cutoffs, calibrate, choose_cutoffs
from notworking.learn.fitting import Fit, Floats, Settings, Table, balance, fit, tabulate
from notworking.learn.folds import HeldOut, leave_folds_out
from notworking.learn.material import Material, materials

SEED = 7
SETTINGS = Settings(
    plan=Plan(damping=100.0),
    strength=20.0,
    boosts={"quoted_received": 5.0, "quoted_genuine": 5.0, "seed": 2.0},
    caps={"ham": 300.0, "bulk_spam": 300.0},
    cap=3000.0,
    most_evened=4.0,
    nothing=100.0,
)
"""What won in docs/experiments.md."""
_LEAST_FINDING = 0.01
_RELEASE = "2026.11"


def shared_data() -> Path:
    """Return where the data to train with lies: $NOTWORKING_DATA, or ../shared/data."""
    beside = Path(__file__).resolve().parents[3].parent / "shared" / "data"
    return Path(os.environ.get("NOTWORKING_DATA", beside))


def read_corpora(folder: Path) -> list[Sample]:
    """Return the seed corpus and, where `folder` is there, the data in it."""
    return [*read_seed(), *read_shared(folder, seed=SEED)]


def train(material: Sequence[Material], settings: Settings = SETTINGS) -> Model:
    """Given labelled material, return a fitted, calibrated model with cutoffs."""
    table = tabulate(material, settings.plan)
    signs = finding_signs(table.names)
    held = leave_folds_out(table, settings, signs)
    calibration, cutoffs = calibrated(table, held, balance(table, settings))
    fitted = fit(table, settings, signs)
    texts = [one.words.text for one in material]
    return assemble(fitted, table, settings, calibration, cutoffs, texts)


def calibrated(table: Table, held: HeldOut, weights: Floats) -> tuple[Calibration, Cutoffs]:
    """Return what makes scores of held-out log-odds, and from which score mail is filed.

    What is left alone is never scored, so it has no say in what a score means.
    """
    scored = ~table.left_alone
    calibration = calibrate(held.log_odds[scored], table.networking[scored], weights[scored])
    scores = np.where(table.left_alone | table.too_little, 0.0, calibration.score(held.log_odds))
    likeliest = held.shares.argmax(axis=1)
    return calibration, choose_cutoffs(scores, likeliest, table.networking, table.kinds)


def assemble(
    fitted: Fit,
    table: Table,
    settings: Settings,
    calibration: Calibration,
    cutoffs: Cutoffs,
    texts: Sequence[str],
) -> Model:
    """Fold the calibration into the weights and return the model, named for its content."""
    counts = Counter(table.sources.tolist())
    weights: NDArray[np.float64] = calibration.slope * fitted.words
    model = Model(
        name="",
        plan=settings.plan,
        prior=calibration.slope * fitted.prior + calibration.shift,
        words=weights,
        findings=told(_by_name(table.names, calibration.slope * fitted.findings)),
        category_priors=fitted.category_priors,
        category_words=fitted.category_words,
        category_findings=dict(zip(table.names, fitted.category_findings, strict=True)),
        cutoffs=cutoffs.by_category,
        unsure_from=cutoffs.unsure_from,
        metadata={
            "corpora": dict(sorted(counts.items())),
            "networking": int(table.networking.sum()),
            "genuine": int((~table.networking).sum()),
            "categories": {
                str(category): int((table.category == number).sum())
                for number, category in enumerate(NETWORKING)
            },
            "seed": SEED,
            "strength": settings.strength,
            "calibration": [round(calibration.slope, 4), round(calibration.shift, 4)],
        },
        trained_on=np.array(sorted({fingerprint(text) for text in texts} - {0}), dtype=np.uint32),
    )
    return named(model)


def named(model: Model) -> Model:
    """Return the model named for its release and the hash of its content."""
    digest = sha256(model_to_bytes(model)).hexdigest()[:8]
    return Model(
        **{key: getattr(model, key) for key in Model.__slots__ if key != "name"},
        name=f"base-{_RELEASE}-{digest}",
    )


def _by_name(names: Sequence[str], values: NDArray[np.float64]) -> dict[str, float]:
    return {name: float(value) for name, value in zip(names, values, strict=True)}


def told(weights: Mapping[str, float]) -> dict[str, float]:
    """Return the findings' weights, those with a sense but no weight as 0.01 that way.

    What a reader should be told ("It talks about them, hardly about you") stays among all the
    reasons when the corpora give it no weight; a hundredth of a log-odds moves no message.
    """
    signs = finding_signs(weights)
    return {name: weight or _LEAST_FINDING * signs[name] for name, weight in weights.items()}


def main() -> None:
    """Train on the seed corpus and the shared data, and write the model file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=shared_data())
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name(BASE_FILE))
    chosen = parser.parse_args()
    samples = read_corpora(chosen.data)
    model = train(materials(samples))
    data = model_to_bytes(model)
    chosen.out.write_bytes(data)
    print(f"{model.name}: {len(samples)} messages, {len(data):,} bytes → {chosen.out}")  # noqa: T201
    for category, cutoff in model.cutoffs.items():
        print(f"  {category:<12} filed from {cutoff:.3f}")  # noqa: T201


if __name__ == "__main__":
    main()
