"""Charts as SVG text: the reliability diagram and the cost curve; no drawing library."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from notworking.learn.fitting import Floats
from notworking.learn.outcomes import FALSE_POSITIVE_COST, MISSED_COST, UNSURE_COST, Outcome

_WIDTH, _HEIGHT = 640, 460
_LEFT, _RIGHT, _TOP, _BOTTOM = 74, 24, 64, 60
_BINS = 10
_INK, _FAINT, _BLUE, _RED, _GREEN = "#24292f", "#d0d7de", "#0969da", "#bc4c00", "#1a7f37"
_Z = 1.96
"""Standard deviations of a 95 % interval."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps values to places on the picture: `low` … `high` to `start` … `end`."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Return the place of a value, held within the scale."""
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)


@dataclass(frozen=True, slots=True)
class Bin:
    """One point of the reliability diagram."""

    told: float
    """Mean score (0…1)."""
    is_so: float
    """Share that is networking mail (0…1)."""
    messages: int


def scores_of(found: Sequence[Outcome]) -> Floats:
    """Return (n,) scores."""
    return np.array([one.score for one in found], dtype=np.float64)


def truth_of(found: Sequence[Outcome]) -> NDArray[np.bool_]:
    """Return (n,) whether each message is networking mail."""
    return np.array([one.sample.is_networking for one in found], dtype=bool)


def reliability_bins(found: Sequence[Outcome], weights: Floats | None = None) -> list[Bin]:
    """Return mean score and true share in ten bins of equal width; empty bins are left out.

    `weights` (n,) is what each message counts, 1 by default.
    """
    if not found:
        return []
    scores, truth = scores_of(found), truth_of(found)
    weight = np.ones(len(found)) if weights is None else weights
    number = np.minimum((scores * _BINS).astype(int), _BINS - 1)
    bins = []
    for one in range(_BINS):
        inside = number == one
        total = weight[inside].sum()
        if total > 0:
            told = float((scores * weight)[inside].sum() / total)
            is_so = float((truth * weight)[inside].sum() / total)
            bins.append(Bin(told, is_so, int(inside.sum())))
    return bins


def reliability_svg(bins: Sequence[Bin], *, subtitle: str = "") -> str:
    """Return the reliability diagram: what scores say against what is so, as SVG text."""
    x = Scale(0.0, 1.0, _LEFT, _WIDTH - _RIGHT)
    y = Scale(0.0, 1.0, _HEIGHT - _BOTTOM, _TOP)
    parts = _frame("Do scores mean what they say?", subtitle, "score", "share that is so")
    parts += _grid(x, y, [n / 5 for n in range(6)], [n / 5 for n in range(6)], "{:.1f}", "{:.1f}")
    parts.append(_line([(x(0), y(0)), (x(1), y(1))], _FAINT, dashed=True))
    for one in bins:
        low, high = _interval(one)
        parts.append(_line([(x(one.told), y(low)), (x(one.told), y(high))], _BLUE))
    parts.append(_line([(x(one.told), y(one.is_so)) for one in bins], _BLUE))
    for one in bins:
        parts.append(
            f'<circle cx="{x(one.told):.1f}" cy="{y(one.is_so):.1f}" r="4.5" fill="{_BLUE}">'
            f"<title>score {one.told:.2f}, so {one.is_so:.2f}, {one.messages} messages</title></circle>"
        )
        parts.append(
            _text(x(one.told), _counts_at(one, y), str(one.messages), size=11, colour=_BLUE)
        )
    parts.append(_text(x(0.985), y(0.03), "beside each point: messages", anchor="end", size=11))
    return _svg(parts)


def cost_curve(found: Sequence[Outcome]) -> list[tuple[float, float, float, float]]:
    """Return (cutoff, cost, filed wrongly, missed or unsure) for cutoffs 0.50 … 0.99.

    One common cutoff for all categories; costs are means of a message. Between one half and
    the cutoff a message is unsure, below it is kept.
    """
    scores, truth = scores_of(found), truth_of(found)
    curve = []
    for cutoff in np.round(np.arange(0.50, 0.996, 0.005), 3).tolist():
        filed, kept = scores >= cutoff, scores < 0.5
        wrong = FALSE_POSITIVE_COST * float((filed & ~truth).sum())
        late = MISSED_COST * float((kept & truth).sum()) + UNSURE_COST * float(
            (~filed & ~kept).sum()
        )
        count = max(1, len(scores))
        curve.append((cutoff, (wrong + late) / count, wrong / count, late / count))
    return curve


def cost_svg(
    curve: Sequence[tuple[float, float, float, float]],
    marks: Iterable[tuple[float, str]] = (),
    *,
    subtitle: str = "",
) -> str:
    """Return the cost of a message against the cutoff as SVG text; `marks` are cutoffs in use."""
    top = _round_up(max((cost for _, cost, _, _ in curve), default=1.0))
    x = Scale(0.5, 1.0, _LEFT, _WIDTH - _RIGHT)
    y = Scale(0.0, top, _HEIGHT - _BOTTOM, _TOP)
    parts = _frame("What a cutoff costs", subtitle, "cutoff", "mean cost of a message")
    parts += _grid(
        x, y, [0.5 + n / 10 for n in range(6)], [top * n / 5 for n in range(6)], "{:.1f}", "{:.3g}"
    )
    for cutoff, label in _merged(marks):
        parts.append(_line([(x(cutoff), y(0)), (x(cutoff), y(top))], _FAINT, dashed=True))
        where = f'transform="rotate(-90 {x(cutoff) - 4:.1f} {_TOP + 6})"'
        parts.append(_text(x(cutoff) - 4, _TOP + 6, label, anchor="end", size=11, more=where))
    shown = (
        (1, _INK, "all"),
        (2, _RED, "filed wrongly (10 each)"),
        (3, _GREEN, "missed (1) or unsure (0.2)"),
    )
    for number, (column, colour, name) in enumerate(shown):
        parts.append(_line([(x(row[0]), y(row[column])) for row in curve], colour, width=2.0))
        parts.append(
            _text(_LEFT + 12, _TOP + 18 + 17 * number, name, anchor="start", colour=colour)
        )
    return _svg(parts)


def _merged(marks: Iterable[tuple[float, str]]) -> list[tuple[float, str]]:
    """Return the marks in order; labels less than 0.02 apart share the first one's line."""
    merged: list[tuple[float, str]] = []
    for place, label in sorted(marks):
        if merged and place - merged[-1][0] < 0.02:
            merged[-1] = (merged[-1][0], f"{merged[-1][1]}, {label}")
        else:
            merged.append((place, label))
    return merged


def _interval(one: Bin) -> tuple[float, float]:
    """Return the 95 % interval of a share (Wilson, 1927)."""
    n = max(1, one.messages)
    middle = (one.is_so + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    half = _Z * (one.is_so * (1 - one.is_so) / n + _Z**2 / (4 * n * n)) ** 0.5 / (1 + _Z**2 / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def _counts_at(one: Bin, y: Scale) -> float:
    """Return where the number of messages stands: above the interval, below it at the top."""
    low, high = _interval(one)
    return y(high) - 6 if high < 0.95 else y(low) + 15


def _round_up(value: float) -> float:
    """Return the next of 1, 2, 2.5, 5 times a power of ten, so that the axis has round steps."""
    power = 10.0 ** np.floor(np.log10(max(value, 1e-6)))
    return float(next(step * power for step in (1.0, 2.0, 2.5, 5.0, 10.0) if step * power >= value))


def _frame(title: str, subtitle: str, x_name: str, y_name: str) -> list[str]:
    """Return title, subtitle and the names of the axes."""
    middle = (_TOP + _HEIGHT - _BOTTOM) / 2
    return [
        _text(_LEFT, 26, title, anchor="start", size=17, more='font-weight="600"'),
        _text(_LEFT, 46, subtitle, anchor="start", size=12),
        _text((_LEFT + _WIDTH - _RIGHT) / 2, _HEIGHT - 16, x_name, size=13),
        _text(20, middle, y_name, size=13, more=f'transform="rotate(-90 20 {middle})"'),
    ]


def _grid(
    x: Scale, y: Scale, xs: Sequence[float], ys: Sequence[float], x_form: str, y_form: str
) -> list[str]:
    """Return grid lines with their values."""
    parts = []
    for value in xs:
        parts.append(_line([(x(value), y.start), (x(value), y.end)], _FAINT, width=0.6))
        parts.append(_text(x(value), y.start + 19, x_form.format(value), size=12))
    for value in ys:
        parts.append(_line([(x.start, y(value)), (x.end, y(value))], _FAINT, width=0.6))
        parts.append(_text(x.start - 9, y(value) + 4, y_form.format(value), anchor="end", size=12))
    return parts


def _line(
    points: Sequence[tuple[float, float]], colour: str, *, width: float = 1.5, dashed: bool = False
) -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dashes = ' stroke-dasharray="5 4"' if dashed else ""
    return (
        f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{width}"{dashes}/>'
    )


def _text(
    x: float,
    y: float,
    words: str,
    *,
    anchor: str = "middle",
    size: int = 13,
    colour: str = _INK,
    more: str = "",
) -> str:
    safe = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    start = f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}"'
    return f'{start} fill="{colour}" {more}>{safe}</text>'.replace(" >", ">")


def _svg(parts: Sequence[str]) -> str:
    """Return the whole picture, on white so that dark pages show it too."""
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
            f'width="{_WIDTH}" height="{_HEIGHT}" font-family="sans-serif" role="img">',
            f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>',
            *(part for part in parts if part),
            "</svg>\n",
        ]
    )
