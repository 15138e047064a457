"""Why a rule applies, in words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from notworking.judge.rules import RuleSubject, parse_rules
from notworking.judge.rules.explaining import explain
from notworking.judge.verdict import Category

SUBJECT = RuleSubject(
    now=datetime(2026, 11, 20, tzinfo=UTC),
    account="home",
    from_address="chad@agency.example",
    subject="Webinar: book more calls",
    text="a demo",
    size_bytes=2_000,
    score=0.97,
    category=Category.EVENT,
)


def told(when: str, more: str = "") -> tuple[bool, tuple[str, ...]]:
    """Return whether one rule applies, and what is said about it."""
    rules = parse_rules(f"[[rule]]\n{more}\nwhen = {when}\nthen = {{ keep = true }}")
    [one] = explain(rules, SUBJECT)
    return one.applies, one.because


@pytest.mark.parametrize(
    ("when", "because"),
    [
        ('{ subject = ["expo", "webinar"] }', ('subject has "webinar"',)),
        ('{ from = "@agency.example", known = false }', ('from is "chad@agency.example"', "known is false")),
        ('{ score = ">= 0.9" }', ("score is 0.97",)),
        ('{ any = [{ text = "nothing" }, { i_wrote = 0 }] }', ("i_wrote is 0",)),
        ('{ not = { from_domain = "x.example" } }', ('not from_domain "x.example"',)),
        ("true", ("every message",)),
        ('{ category = "event" }', ('category has "event"',)),
    ],
)  # fmt: skip
def test_what_holds_is_said_in_the_rules_own_words(when: str, because: tuple[str, ...]) -> None:
    """`rules test` answers "why": the words to look for in the file."""
    applies, said = told(when)

    assert applies
    assert sorted(said) == sorted(because)


@pytest.mark.parametrize(
    ("when", "part"),
    [
        ('{ subject = "expo" }', 'wanted: subject "expo"'),
        ('{ subject = "webinar", known = true }', "known is false, wanted: known true"),
        ('{ size = "> 1MB" }', "size is 2000"),
        ('{ not = { subject = "webinar" } }', "which `not` excludes"),
        ('{ any = [{ text = "x" }, { known = true }] }', "none of:"),
        ('{ connected_within = "7d" }', "you are not connected"),
    ],
)
def test_what_fails_is_said_with_what_was_wanted(when: str, part: str) -> None:
    """`rules test --all` shows at which condition a rule stopped."""
    applies, [said] = told(when)

    assert not applies
    assert part in said


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("enabled = false", "it is not enabled"),
        ("until = 2026-01-01", "it held until 2026-01-01"),
        ('account = "work"', "it is for another account"),
    ],
)
def test_a_rule_that_sleeps_says_so(more: str, said: str) -> None:
    """The commonest reason why a rule does nothing."""
    assert told("true", more) == (False, (said,))
