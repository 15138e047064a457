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
_FEW = 20
"""Fewer messages than this cannot show that a figure is reached."""


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


def target_grid(found: Sequence[Outcome], calibration_error: float) -> Grid:
    """Return the figures to reach beside those measured; targets without messages are left out."""
    rows = [row for target in TARGETS if (row := _row(target, found))]
    received = tally(one for one in found if one.sample.source == "quoted_received")
    if received.filed:
        right = f"{received.right_category} of {received.filed}"
        told = percent(received.right_category, received.filed)
        verdict = "reached" if received.right_share >= 0.85 else "**not reached**"
        rows.append(
            ("right category, of received ones filed", right, told, "", "", "≥ 85 %", verdict)
        )
    verdict = "reached" if calibration_error <= 0.03 else "**not reached**"
    rows.append(
        ("expected calibration error", "", f"{calibration_error:.3f}", "", "", "≤ 0.03", verdict)
    )
    columns = ("on", "filed of", "filed", "unsure", "kept", "to reach", "")
    return Grid("Figures to reach", columns, tuple(rows))


def _row(target: Target, found: Iterable[Outcome]) -> tuple[str, ...] | None:
    one = tally(outcome for outcome in found if target.holds(outcome.sample))
    if not one.messages:
        return None
    verdict = "reached" if target.is_met(one.filed_share) else "**not reached**"
    if target.bound and one.messages < _FEW:
        verdict += ", too few to tell"
    return (
        target.name,
        f"{one.filed} of {one.messages}",
        percent(one.filed, one.messages),
        percent(one.unsure, one.messages),
        percent(one.kept, one.messages),
        target.bound,
        verdict if target.bound else "",
    )
