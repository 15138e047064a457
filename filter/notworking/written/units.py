"""Durations and sizes as people write them: "30d", "12h", "1MB"."""

from __future__ import annotations

import re
from datetime import timedelta

_DURATION = re.compile(r"\s*(\d{1,6}(?:\.\d{1,3})?)\s*(s|m|h|d|w)\s*", re.IGNORECASE)
_SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}
_SIZE = re.compile(r"\s*(\d{1,9}(?:\.\d{1,3})?)\s*(b|kb|mb|gb)\s*", re.IGNORECASE)
_BYTES = {"b": 1, "kb": 1_024, "mb": 1_024**2, "gb": 1_024**3}

DURATION_HELP = 'a duration, as "10m", "12h", "30d" or "2w"'
SIZE_HELP = 'a size, as "500KB" or "1MB"'


def read_duration(text: str) -> timedelta | None:
    """Return the duration, or None when the text is none.

    >>> read_duration("30d")
    datetime.timedelta(days=30)
    """
    found = _DURATION.fullmatch(text)
    if not found:
        return None
    return timedelta(seconds=float(found.group(1)) * _SECONDS[found.group(2).lower()])


def write_duration(duration: timedelta) -> str:
    """Return the duration in the largest unit that leaves no rest.

    >>> write_duration(timedelta(hours=48))
    '2d'
    """
    seconds = int(duration.total_seconds())
    for unit in ("d", "h", "m"):
        if seconds and seconds % _SECONDS[unit] == 0:
            return f"{seconds // _SECONDS[unit]}{unit}"
    return f"{seconds}s"


def read_size(text: str) -> int | None:
    """Return the size in bytes (1 KB is 1,024), or None when the text is none.

    >>> read_size("1MB")
    1048576
    """
    found = _SIZE.fullmatch(text)
    return int(float(found.group(1)) * _BYTES[found.group(2).lower()]) if found else None
