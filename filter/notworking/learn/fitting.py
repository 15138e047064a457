"""Fitting: from labelled material to weights, with scikit-learn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from notworking.judge.enough import why_too_little
from notworking.judge.verdict import NETWORKING, Category
from notworking.judge.wording import Plan, read_wording
from notworking.learn.corpora import kind_of
from notworking.learn.material import Material

Floats = NDArray[np.float64]

_MOST_FITS = 2
"""Dropping contrary findings seldom makes others contrary; those left then weigh nothing."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be chosen about a fit."""

    plan: Plan = field(default_factory=Plan)
    strength: float = 10.0
    """C of the logistic regression: the inverse of how strongly weights are held near 0."""
    category_strength: float = 30.0
    finding_scale: float = 0.1
    """What a finding counts next to a word; larger means it is regularised less."""
    least_messages: int = 4
    """A bucket seen in fewer messages than this is not used."""
    caps: Mapping[str, float] = field(default_factory=dict)
    """Source (or its first part) → the most its samples may weigh together."""
    cap: float = 300.0
    boosts: Mapping[str, float] = field(default_factory=dict)
    """Source (or its first part) → what each of its samples weighs, before the cap; else 1."""
    most_evened: float = 1.0
    """In each language but English the rarer side weighs as much more as evens the two, at most
    this much: else the language itself would speak for the commoner side. 1 leaves it."""
    nothing: float = 20.0
    """How many genuine messages an empty message counts as."""

    def boost_of(self, source: str) -> float:
        """Return what each sample of a source weighs before the cap."""
        return self.boosts.get(source, self.boosts.get(source.split("/")[0], 1.0))

    def cap_of(self, source: str) -> float:
        """Return the most that the samples of a source may weigh together."""
        return self.caps.get(source, self.caps.get(source.split("/")[0], self.cap))


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Material as matrices, one row a message."""

    words: Any
    """Sparse (n, 2 ** bits): 1/√(features of the message + damping) where a bucket occurs."""
    findings: Any
    """Sparse (n, findings): 1 where it was found."""
    names: tuple[str, ...]
    """Names of the findings, in column order."""
    networking: NDArray[np.bool_]
    category: NDArray[np.int64]
    """Index into `NETWORKING`; -1 for genuine."""
    folds: NDArray[Any]
    sources: NDArray[Any]
    kinds: NDArray[Any]
    """Which budget it counts against: "look-alike", "ham", …, "networking"."""
    languages: NDArray[Any]
    """Of samples whose language was told, not detected; else ""."""
    left_alone: NDArray[np.bool_]
    """None of our business: kept, whatever the score."""
    too_little: NDArray[np.bool_]
    """Unsure at most, whatever the score (`why_too_little`)."""

    def rows(self, which: NDArray[Any]) -> Table:
        """Return the table with the chosen rows only."""
        return Table(
            self.words[which],
            self.findings[which],
            self.names,
            self.networking[which],
            self.category[which],
            self.folds[which],
            self.sources[which],
            self.kinds[which],
            self.languages[which],
            self.left_alone[which],
            self.too_little[which],
        )


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """Fitted weights over a table's columns, calibration not yet folded in."""

    prior: float
    words: Floats
    findings: Floats
    category_priors: Floats
    category_words: Floats
    category_findings: Floats

    def log_odds(self, table: Table) -> Floats:
        """Return the log-odds networking against genuine for each row."""
        return np.asarray(table.words @ self.words + table.findings @ self.findings + self.prior)

    def shares(self, table: Table) -> Floats:
        """Return (n, 6) probabilities of the categories, given networking."""
        logits = (
            table.words @ self.category_words
            + table.findings @ self.category_findings
            + self.category_priors
        )
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        return np.asarray(odds / odds.sum(axis=1, keepdims=True))


def tabulate(material: Sequence[Material], plan: Plan) -> Table:
    """Return the material as matrices."""
    wordings = [read_wording(m.words.subject, m.words.sentences, plan) for m in material]
    ends = np.cumsum([0, *(len(w.buckets) for w in wordings)])
    words = sparse.csr_matrix(
        (
            np.concatenate([np.full(len(w.buckets), w.value) for w in wordings]),
            np.concatenate([w.buckets for w in wordings]),
            ends,
        ),
        shape=(len(material), 1 << plan.bits),
    )
    names = tuple(sorted({f.name for m in material for f in m.findings}))
    column = {name: number for number, name in enumerate(names)}
    found = [sorted({column[f.name] for f in m.findings}) for m in material]
    findings = sparse.csr_matrix(
        (
            np.ones(sum(map(len, found))),
            np.array([c for row in found for c in row], dtype=np.int64),
            np.cumsum([0, *map(len, found)]),
        ),
        shape=(len(material), len(names)),
    )
    order: dict[Category, int] = {category: number for number, category in enumerate(NETWORKING)}
    category = np.array([order.get(m.sample.category, -1) for m in material])
    return Table(
        words,
        findings,
        names,
        category >= 0,
        category,
        np.array([m.sample.fold for m in material]),
        np.array([m.sample.source for m in material]),
        np.array([kind_of(m.sample) for m in material]),
        np.array([m.sample.lang if m.sample.raw is None else "" for m in material]),
        np.array([m.left_alone for m in material]),
        np.array([_is_too_little(m) for m in material]),
    )


def _is_too_little(one: Material) -> bool:
    names = (finding.name for finding in one.findings)
    return why_too_little(one.words.text, one.words.language, names) is not None


def balance(table: Table, settings: Settings) -> Floats:
    """Return a weight for each row: a source's rows weigh at most its cap together."""
    return balance_of(table.sources.tolist(), settings)


def emphasis(table: Table, settings: Settings) -> Floats:
    """Return a weight for each row when fitting: balance, languages evened."""
    weights = balance(table, settings)
    for language in set(table.languages.tolist()) - {"", "en", "und"}:
        of_it = table.languages == language
        sides = [of_it & table.networking, of_it & ~table.networking]
        sums = [weights[side].sum() for side in sides]
        if min(sums) > 0:
            rarer = int(sums[1] < sums[0])
            weights[sides[rarer]] *= min(settings.most_evened, max(sums) / min(sums))
    return weights


def balance_of(sources: Sequence[str], settings: Settings) -> Floats:
    """Return a weight for each message, given its source."""
    counts = Counter(sources)
    scale = {
        source: min(settings.boost_of(source), settings.cap_of(source) / count)
        for source, count in counts.items()
    }
    return np.array([scale[source] for source in sources])


def fit(table: Table, settings: Settings, signs: Mapping[str, int] | None = None) -> Fit:
    """Fit both parts on the table.

    `signs` tells findings that may only speak for (1) or against (-1) networking mail; one
    whose fitted weight contradicts it is dropped and the rest is fitted again.
    """
    weights = emphasis(table, settings)
    used = _used_buckets(table, settings)
    words = table.words[:, used].tocsr()
    by_finding = np.full(len(table.names), settings.finding_scale)
    expected = np.array([(signs or {}).get(name, 0) for name in table.names])
    for _ in range(_MOST_FITS):
        x = _joined(words, table.findings, by_finding)
        prior, coefficients = _fit_binary(x, table.networking, weights, settings)
        found = coefficients[len(used) :]
        contrary = found * expected < 0
        if not contrary.any():
            break
        by_finding[contrary] = 0.0
    kept = np.where(contrary, 0.0, found) * by_finding
    shares = _fit_categories(table, settings, used, weights)
    spread = np.zeros(table.words.shape[1])
    spread[used] = coefficients[: len(used)]
    return Fit(prior, spread, kept, *shares)


def _fit_binary(
    x: Any, networking: NDArray[np.bool_], weights: Floats, settings: Settings
) -> tuple[float, Floats]:
    """Return intercept and coefficients of networking against genuine.

    A row with nothing in it joins as so many genuine messages: where nothing is known, the
    intercept alone must not speak for networking mail.
    """
    model = LogisticRegression(
        C=settings.strength,
        solver="liblinear",
        tol=2e-2,
        max_iter=1000,
        intercept_scaling=5,
        random_state=0,
    )
    model.fit(
        sparse.vstack([x, sparse.csr_matrix((1, x.shape[1]))]).tocsr(),
        np.append(networking, False),
        sample_weight=np.append(weights, settings.nothing),
    )
    return float(model.intercept_[0]), model.coef_[0]


def _fit_categories(
    table: Table, settings: Settings, used: NDArray[np.int64], weights: Floats
) -> tuple[Floats, Floats, Floats]:
    """Fit the six categories among the networking rows: priors, words, findings."""
    chosen = np.flatnonzero(table.networking)
    words = table.words[chosen][:, used]
    present = np.flatnonzero(np.asarray((words > 0).sum(axis=0))[0] >= settings.least_messages)
    by_finding = np.full(len(table.names), settings.finding_scale)
    x = _joined(words[:, present].tocsr(), table.findings[chosen], by_finding)
    y = table.category[chosen]
    counts = np.bincount(y, weights=weights[chosen], minlength=len(NETWORKING))
    evened = weights[chosen] * (counts.max() / np.maximum(counts[y], 1.0)) ** 0.5
    model = LogisticRegression(C=settings.category_strength, max_iter=1000, tol=1e-3)
    model.fit(x, y, sample_weight=evened)
    priors = np.full(len(NETWORKING), -10.0)
    table_words = np.zeros((table.words.shape[1], len(NETWORKING)))
    findings = np.zeros((len(table.names), len(NETWORKING)))
    priors[model.classes_] = model.intercept_
    table_words[np.ix_(used[present], model.classes_)] = model.coef_[:, : len(present)].T
    findings[:, model.classes_] = model.coef_[:, len(present) :].T * by_finding[:, None]
    return priors, table_words, findings


def _joined(words: Any, findings: Any, by_finding: Floats) -> Any:
    """Return words and scaled findings side by side, as the solver wants them."""
    return sparse.hstack([words, findings @ sparse.diags(by_finding)]).tocsr()


def _used_buckets(table: Table, settings: Settings) -> NDArray[np.int64]:
    """Return the buckets that occur in enough messages."""
    seen = np.bincount(table.words.indices, minlength=table.words.shape[1])
    return np.flatnonzero(seen >= settings.least_messages)
