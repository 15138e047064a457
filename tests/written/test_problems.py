"""How mistakes are told, and how durations and sizes are read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notworking.written.problems import Problem, nearest, place_name, report, unknown_word
from notworking.written.units import read_duration, read_size, write_duration


def test_a_place_is_written_as_the_reader_would() -> None:
    """The place in a message must be findable in the file."""
    assert place_name(("account", 0, "inbox", 1)) == "account[0].inbox[1]"


def test_problems_are_told_in_the_order_of_the_file_each_once() -> None:
    """The reader mends from top to bottom; what has no line comes last."""
    late, early, nowhere = Problem("b", "is bad", 9), Problem("a", "is bad", 2), Problem("c", "x")

    told = str(report("f.toml", [nowhere, late, early, early])).splitlines()

    assert told == ["f.toml: 3 problems", "  line 2: a is bad", "  line 9: b is bad", "  c x"]


@pytest.mark.parametrize(
    ("word", "expected"),
    [("hots", "host"), ("HOST", "host"), ("ssl", "security"), ("zzzz", "")],
)
def test_the_nearest_word_is_offered_only_when_it_is_near(word: str, expected: str) -> None:
    """A wild guess sends the reader the wrong way; other tools' words are translated."""
    assert nearest(word, ["host", "security", "user"], {"ssl": "security"}) == expected


def test_a_word_like_no_other_gets_the_whole_list() -> None:
    """Without a guess the reader still needs a next step."""
    assert unknown_word("zzzz", ["user", "host"]) == "is not known; known here: host, user"


@pytest.mark.parametrize("text", ["", "30", "d", "-3d", "3 years", "30d 4h", "1e9d", "٣d٣"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    """A duration guessed wrong would look back further than the user wants."""
    assert read_duration(text) is None


@given(st.integers(min_value=1, max_value=999_999))
def test_a_written_duration_reads_back_as_itself(minutes: int) -> None:
    """The example file's defaults are written so and read so."""
    duration = timedelta(minutes=minutes)

    assert read_duration(write_duration(duration)) == duration


@pytest.mark.parametrize(
    ("text", "size"), [("1MB", 1_048_576), ("1.5 kb", 1_536), ("7b", 7), ("1M", None), ("MB", None)]
)
def test_sizes_are_powers_of_1024(text: str, size: int | None) -> None:
    """As IMAP servers and mail clients count."""
    assert read_size(text) == size
