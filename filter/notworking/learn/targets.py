"""The figures to reach on sources never seen, and which of them are reached."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from notworking.judge.verdict import NETWORKING
from notworking.learn.corpora import Sample, kind_of
from notworking.learn.outcomes import Outcome, tally
from notworking.learn.tables import Grid, percent

LANGUAGES = {
    "en": "English",
    "de": "German",
    "fr": "French",
    "es": "Spanish",
    "pt": "Portuguese",
    "it": "Italian",
    "nl": "Dutch",
}
_CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Target:
    """One line of the table of figures to reach: a share of messages that is filed."""

    name: str
    holds: Callable[[Sample], bool]
    at_most: float | None = None
    at_least: float | None = None

    @property
    def bound(self) -> str:
        """The bound as text, "" when there is none."""
        if self.at_most is not None:
            return f"≤ {100 * self.at_most:g} %"
        return f"≥ {100 * self.at_least:g} %" if self.at_least is not None else ""

    def is_met(self, share: float) -> bool:
        """True when a share (0…1) is within the bound."""
        return (self.at_most is None or share <= self.at_most) and (
            self.at_least is None or share >= self.at_least
        )

    def verdict(self, part: int, whole: int) -> str:
        """Return whether the share is within the bound, and whether so many messages can tell.

        They can when the whole interval of the share is on the same side of the bound. "" when
        there is no bound.
        """
        if not self.bound:
            return ""
        verdict = "reached" if self.is_met(part / whole) else "**not reached**"
        low, high = interval(part, whole)
        return verdict if self.is_met(low) is self.is_met(high) else f"{verdict}, too few to tell"


def interval(part: int, whole: int) -> tuple[float, float]:
    """Return the 95 % interval (Wilson, 1927) of a share, 0…1, seen as `part` of `whole` > 0.

    It takes messages for independent. Those of one source are not, so the truth is wider.
    """
    from scipy.stats import binomtest  # heavy, and only an evaluation needs it

    found = binomtest(part, whole).proportion_ci(_CONFIDENCE, method="wilson")
    return float(found.low), float(found.high)


def is_template(sample: Sample) -> bool:
    """True for networking mail that somebody published or collected as a template."""
    is_quoted = sample.source in ("quoted_received", "mined_from_bulk_spam")
    return sample.is_networking and not is_quoted and not sample.source.startswith("seed/")


def _is_seed_networking(sample: Sample) -> bool:
    return sample.source.startswith("seed/") and sample.is_networking


TARGETS = (
    Target("ordinary ham", lambda s: s.source.startswith("ham/"), at_most=0.001),
    Target("genuine look-alikes", lambda s: kind_of(s) == "look-alike", at_most=0.01),
    Target("outreach that was welcome", lambda s: kind_of(s) == "outreach", at_most=0.05),
    Target("ordinary bulk mail", lambda s: kind_of(s) == "bulk", at_most=0.05),
    Target("received and quoted", lambda s: s.source == "quoted_received", at_least=0.85),
    *(
        Target(
            f"received and quoted: {category}",
            lambda s, category=category: s.source == "quoted_received" and s.category is category,  # type: ignore[misc]
            at_least=0.70,
        )
        for category in NETWORKING
    ),
    Target("templates, filled", is_template, at_least=0.90),
    Target("seed corpus, networking", _is_seed_networking),
    *(
        Target(
            f"networking mail in {name}",
            lambda s, code=code: s.is_networking and s.lang == code,  # type: ignore[misc]
            at_least=0.75,
        )
        for code, name in LANGUAGES.items()
    ),
    Target("mined from old spam", lambda s: s.source == "mined_from_bulk_spam"),
)
"""The table of figures to reach, as far as content alone goes."""


RIGHT_CATEGORY = Target("right category, of received ones filed", lambda _: False, at_least=0.85)
"""A share of what was filed, not of the messages, so no line of `TARGETS`."""


def target_grid(found: Sequence[Outcome], calibration_error: float) -> Grid:
    """Return the figures to reach beside those measured; targets without messages are left out."""
    rows = [row for target in TARGETS if (row := _row(target, found))]
    received = tally(one for one in found if one.sample.source == "quoted_received")
    if received.filed:
        rows.append(_told(RIGHT_CATEGORY, received.right_category, received.filed, ("", "")))
    verdict = "reached" if calibration_error <= 0.03 else "**not reached**"
    rows.append(
        ("expected calibration error", "", f"{calibration_error:.3f}", *[""] * 3, "≤ 0.03", verdict)
    )
    columns = ("on", "filed of", "filed", "95 % interval", "unsure", "kept", "to reach", "")
    return Grid("Figures to reach", columns, tuple(rows))


def _row(target: Target, found: Iterable[Outcome]) -> tuple[str, ...] | None:
    one = tally(outcome for outcome in found if target.holds(outcome.sample))
    if not one.messages:
        return None
    rest = (percent(one.unsure, one.messages), percent(one.kept, one.messages))
    return _told(target, one.filed, one.messages, rest)


def _told(target: Target, part: int, whole: int, rest: tuple[str, str]) -> tuple[str, ...]:
    low, high = interval(part, whole)
    return (
        target.name,
        f"{part} of {whole}",
        percent(part, whole),
        f"{percent(low, 1)} to {percent(high, 1)}",
        *rest,
        target.bound,
        target.verdict(part, whole),
    )
