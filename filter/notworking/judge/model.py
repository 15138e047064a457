"""The text model: words and findings in, calibrated log-odds with their reasons out."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from notworking.judge.verdict import NETWORKING, Category, Clue, ClueGroup, Finding
from notworking.judge.wording import Plan, Wording, fingerprint, read_wording

Floats = NDArray[np.float64]

FORMAT = 1
"""Raised whenever features or arrays change, so that an old file is refused, not misread."""
_TOLD_SENTENCES = 3
_LEAST_TOLD = 0.25
"""Log-odds a sentence must carry to be told on its own."""
_LEAST_QUOTED_WORDS = 4
_LEAST_SUBJECT_WORDS = 2
_PHRASE_LETTERS = 120
_TYPICAL: dict[Category, str] = {
    Category.RECRUITING: "recruiters' mail",
    Category.PITCH: "pitches",
    Category.ASK: "favours asked by strangers",
    Category.SCHEME: "money and miracle offers",
    Category.INVITATION: "invitations to connect",
    Category.EVENT: "event promotion",
}


class Text(Protocol):
    """What the model reads of a message's words."""

    @property
    def subject(self) -> str: ...
    @property
    def sentences(self) -> Sequence[str]: ...


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the model makes of one message."""

    clues: tuple[Clue, ...]
    """The prior, the wording, the findings; their weights sum to the calibrated log-odds."""
    category_given_networking: Mapping[Category, float]
    """Probability of each of the six networking categories, if it is one; they sum to 1."""
    wording: Wording | None = field(default=None, repr=False, compare=False)
    """What it was read from, for whoever compares messages; None when that is not known."""

    @property
    def log_odds(self) -> float:
        """Calibrated log-odds that this is networking mail, of an unknown sender."""
        return sum(clue.weight for clue in self.clues)


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """A fitted model: two linear parts over the same features, ready to score.

    The first part holds the log-odds networking against genuine, calibration folded in;
    the second the log-odds of the six categories among networking mail (softmax).
    """

    name: str
    plan: Plan
    prior: float
    words: Floats
    """(2 ** bits,) weight of each bucket, in log-odds, before the 1/√(n + damping) of the message."""
    findings: Mapping[str, float]
    """Finding's name → log-odds. A finding that is not here weighs nothing."""
    category_priors: Floats
    """(6,) in the order of `NETWORKING`."""
    category_words: Floats
    """(2 ** bits, 6)."""
    category_findings: Mapping[str, Floats]
    """Finding's name → (6,)."""
    cutoffs: Mapping[Category, float]
    """Recommended score (0…1) from which each category is filed."""
    unsure_from: float
    metadata: Mapping[str, Any] = field(default_factory=dict)
    """Corpora and counts, seed, settings, as JSON values."""
    trained_on: NDArray[np.uint32] = field(default_factory=lambda: np.zeros(0, np.uint32))
    """Fingerprints of the texts it was fitted on, ascending, so that an evaluation can tell
    mail that proves nothing. Thirty-two bits give no text back."""

    def was_trained_on(self, text: str) -> bool:
        """True when the model was fitted on a message of this very text."""
        known = fingerprint(text)
        return bool(known) and bool(np.isin(np.uint32(known), self.trained_on))

    def opinions(self, batch: Sequence[tuple[Text, tuple[Finding, ...]]]) -> list[Opinion]:
        """Given words and findings of many messages, return one opinion for each, in order."""
        return [self.opinion(text, findings) for text, findings in batch]

    def opinion(self, text: Text, findings: tuple[Finding, ...]) -> Opinion:
        """Given words and findings of one message, return the model's opinion."""
        wording = read_wording(text.subject, text.sentences, self.plan)
        shares = self._shares(wording, {finding.name for finding in findings})
        typical = _TYPICAL[max(shares, key=lambda category: shares[category])]
        clues = [Clue("prior", ClueGroup.PRIOR, self.prior, "Before anything is read")]
        clues += self._words_told(wording, (text.subject, *text.sentences), typical)
        clues += self._findings_told(findings)
        return Opinion(tuple(clues), MappingProxyType(shares), wording)

    def again(
        self, wording: Wording, names: Collection[str]
    ) -> tuple[float, dict[Category, float]]:
        """Return log-odds and shares of a message of which only its features are left.

        The same as `opinion` gives for the message itself; `names` are those of its findings.
        """
        told = sum(self.findings.get(name, 0.0) for name in sorted(set(names)))
        words = float((self.words[wording.buckets] * wording.value).sum())
        return self.prior + words + told, self._shares(wording, set(names))

    def _shares(self, wording: Wording, names: Collection[str]) -> dict[Category, float]:
        """Return the probability of each networking category, given that it is one."""
        logits = self.category_priors + wording.value * self.category_words.take(
            wording.buckets, 0
        ).sum(0)
        for name in sorted(names):
            logits = logits + self.category_findings.get(name, 0.0)
        odds = np.exp(logits - logits.max())
        return dict(zip(NETWORKING, (odds / odds.sum()).tolist(), strict=True))

    def _words_told(self, wording: Wording, lines: Sequence[str], typical: str) -> list[Clue]:
        """Return the strongest sentences as clues, and one for all other words."""
        if not len(wording.buckets):
            return []
        parts = self.words.take(wording.buckets) * wording.value
        by_line = np.bincount(wording.sentences, weights=parts, minlength=1)
        strongest = np.argsort(-np.abs(by_line), kind="stable").tolist()
        order = [line for line in strongest if _is_telling(line, lines)][:_TOLD_SENTENCES]
        told = [line for line in order if abs(by_line[line]) >= _LEAST_TOLD]
        clues = [_sentence_clue(line, float(by_line[line]), lines, typical) for line in told]
        rest = float(by_line.sum()) - sum(clue.weight for clue in clues)
        if abs(rest) > 1e-9:
            manner = f"is typical of {typical}" if rest > 0 else "reads like ordinary mail"
            clues.append(Clue("wording_rest", ClueGroup.WORDS, rest, f"The rest {manner}"))
        return clues

    def _findings_told(self, findings: Iterable[Finding]) -> list[Clue]:
        """Return the findings as clues; one that occurs twice counts once."""
        first: dict[str, Finding] = {}
        for finding in findings:
            first.setdefault(finding.name, finding)
        return [
            Clue(name, one.group, self.findings[name], one.sentence, one.phrase)
            for name, one in first.items()
            if self.findings.get(name)
        ]


def _is_telling(line: int, lines: Sequence[str]) -> bool:
    """True when quoting this line shows a reader something: "Hi Ada," and "Best, Tom" do not."""
    least = _LEAST_SUBJECT_WORDS if line == 0 else _LEAST_QUOTED_WORDS
    return line < len(lines) and len(lines[line].split()) >= least


def _sentence_clue(line: int, weight: float, lines: Sequence[str], typical: str) -> Clue:
    """Return one sentence of the message as a clue that quotes it."""
    phrase = " ".join(lines[line].split())
    if len(phrase) > _PHRASE_LETTERS:
        phrase = phrase[: _PHRASE_LETTERS - 1] + "…"
    what = "subject" if line == 0 else "wording"
    manner = f"is typical of {typical}" if weight > 0 else "reads like ordinary correspondence"
    name = "subject_wording" if line == 0 else f"wording_{line}"
    return Clue(name, ClueGroup.WORDS, weight, f'The {what} {manner}: "{phrase}"', phrase)


def model_to_arrays(model: Model) -> dict[str, NDArray[Any]]:
    """Return the model as plain arrays, rounded to half precision and without empty buckets."""
    table = np.column_stack([model.words, model.category_words])
    used = np.flatnonzero(np.any(table != 0, axis=1)).astype(np.int32)
    names = sorted({*model.findings, *model.category_findings})
    nothing = np.zeros(len(NETWORKING))
    findings = [
        (model.findings.get(n, 0.0), *model.category_findings.get(n, nothing)) for n in names
    ]
    about = {
        "format": FORMAT,
        "name": model.name,
        "plan": {key: getattr(model.plan, key) for key in Plan.__slots__},
        "findings": names,
        "categories": [str(category) for category in NETWORKING],
        "cutoffs": {str(category): cutoff for category, cutoff in model.cutoffs.items()},
        "unsure_from": model.unsure_from,
        "metadata": dict(model.metadata),
    }
    text = json.dumps(about, sort_keys=True, ensure_ascii=True).encode()
    return {
        "about": np.frombuffer(text, dtype=np.uint8),
        "buckets": used,
        "words": table[used].astype(np.float16),
        "priors": np.array([model.prior, *model.category_priors], dtype=np.float32),
        "trained_on": np.asarray(model.trained_on, dtype=np.uint32),
        "findings": np.array(findings, dtype=np.float32).reshape(len(names), 1 + len(NETWORKING)),
    }


def model_from_arrays(arrays: Mapping[str, NDArray[Any]]) -> Model:
    """Given what `model_to_arrays` returned, return the model.

    Raises ValueError when the arrays are of another format or do not fit together.
    """
    try:
        about = json.loads(bytes(arrays["about"]))
        if about["format"] != FORMAT or about["categories"] != [str(c) for c in NETWORKING]:
            raise ValueError(f"model format {about['format']} is not {FORMAT}")
        plan = Plan(**about["plan"])
        _refuse_nonsense(arrays, 1 << plan.bits)
        table = np.zeros((1 << plan.bits, 1 + len(NETWORKING)))
        table[arrays["buckets"]] = arrays["words"]
        priors = arrays["priors"].astype(np.float64)
        weights = zip(about["findings"], arrays["findings"].astype(np.float64), strict=True)
        rows = dict(weights)
        return Model(
            name=about["name"],
            plan=plan,
            prior=float(priors[0]),
            words=np.ascontiguousarray(table[:, 0]),
            findings={name: float(row[0]) for name, row in rows.items()},
            category_priors=priors[1:],
            category_words=np.ascontiguousarray(table[:, 1:]),
            category_findings={name: row[1:] for name, row in rows.items()},
            cutoffs={Category(name): cutoff for name, cutoff in about["cutoffs"].items()},
            unsure_from=about["unsure_from"],
            metadata=about["metadata"],
            trained_on=arrays.get("trained_on", np.zeros(0, np.uint32)),
        )
    except (KeyError, IndexError, TypeError) as error:
        raise ValueError(f"this is no model of ours: {error}") from error


def _refuse_nonsense(arrays: Mapping[str, NDArray[Any]], buckets: int) -> None:
    """Raise ValueError for weights that are no numbers, and buckets that do not exist.

    One NaN would make every score NaN, and a NaN is neither above nor below a cutoff.
    """
    for name in ("words", "priors", "findings"):
        if not np.isfinite(arrays[name].astype(np.float64)).all():
            raise ValueError(f"its {name} hold weights that are no finite numbers")
    used = arrays["buckets"]
    if len(used) and not 0 <= int(used.min()) <= int(used.max()) < buckets:
        raise ValueError("it has weights for words that cannot be")
