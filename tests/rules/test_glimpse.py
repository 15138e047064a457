"""What the rules say before everything is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from notworking.judge.rules import RuleSubject, match, parse_rules
from notworking.judge.rules.glimpse import (
    HEADER_WORDS,
    LEDGER_WORDS,
    TEXT_WORDS,
    glimpse,
    words_in,
)
from notworking.judge.verdict import Category, Decision

NOW = datetime(2026, 11, 20, tzinfo=UTC)
PLAIN = RuleSubject(now=NOW, from_address="chad@agency.example", subject="Webinar", score=0.5)
CONDITIONS = (
    'from_domain = "agency.example"',
    'subject = "webinar"',
    'text = "demo"',
    "known = true",
    "i_wrote = 0",
    'size = "> 1KB"',
    'score = ">= 0.6"',
    'category = "pitch"',
    'connected_within = "7d"',
    "list = true",
)
THENS = ("keep = true", 'file = "pitch"', "raise = 2", "flag = true", 'lower = "20%"')


@st.composite
def rule_texts(draw: st.DrawFn) -> str:
    """Return a rules file of a few rules with nested conditions."""
    blocks = []
    for _ in range(draw(st.integers(1, 4))):
        some = draw(st.lists(st.sampled_from(CONDITIONS), min_size=1, max_size=3, unique=True))
        shape = draw(st.sampled_from(("all", "any", "not", "plain")))
        inside = ", ".join(f"{{ {one} }}" for one in some)
        when = ", ".join(some) if shape == "plain" else f"{shape} = [{inside}]"
        then = draw(st.sampled_from(THENS))
        blocks.append(f"[[rule]]\nwhen = {{ {when} }}\nthen = {{ {then} }}\n")
    return "\n".join(blocks)


subjects = st.builds(
    lambda text, known, wrote, size, score: replace(
        PLAIN, text=text, is_known=known, i_wrote=wrote, size_bytes=size, score=score,
        category=Category.PITCH if score > 0.5 else Category.GENUINE,
    ),
    st.sampled_from(("a demo", "hello")), st.booleans(), st.integers(0, 2),
    st.sampled_from((10, 5000)), st.sampled_from((0.2, 0.58, 0.7)),
)  # fmt: skip
blindnesses = st.sets(
    st.sampled_from([*LEDGER_WORDS, *HEADER_WORDS, *TEXT_WORDS, "from_domain", "subject"])
).map(frozenset)


@given(rule_texts(), subjects, blindnesses)
def test_a_settled_glimpse_is_what_the_rules_say_of_the_whole(
    text: str, subject: RuleSubject, blind: frozenset[str]
) -> None:
    """`rules try` answers from the journal alone where it can: that must never be another answer."""
    rules = parse_rules(text)

    found = glimpse(rules, subject, blind)

    if found.is_settled:
        assert found.found == match(rules, subject)


@given(rule_texts(), subjects)
def test_nothing_blind_settles_everything(text: str, subject: RuleSubject) -> None:
    """Otherwise a message would be fetched and fetched again."""
    assert glimpse(parse_rules(text), subject, frozenset()).is_settled


def test_a_cheap_condition_that_fails_spares_the_dear_one() -> None:
    """A text is fetched only for the mail of the domain that the rule names."""
    rules = parse_rules(
        '[[rule]]\nwhen = { from_domain = "other.example", text = "demo" }\nthen = { keep = true }'
    )

    assert glimpse(rules, PLAIN, frozenset({"text"})).is_settled


def test_a_blind_word_above_leaves_a_rule_below_open() -> None:
    """The first that decides wins, so the one above has to be known first."""
    rules = parse_rules(
        '[[rule]]\nwhen = { text = "demo" }\nthen = { keep = true }\n'
        '[[rule]]\nwhen = { subject = "webinar" }\nthen = { file = "event" }'
    )

    assert not glimpse(rules, PLAIN, frozenset({"text"})).is_settled
    seen = glimpse(rules, replace(PLAIN, text="hello"), frozenset())
    assert seen.found is not None
    assert seen.found.decision is Decision.FILE


def test_words_of_rules_that_sleep_are_not_asked() -> None:
    """A rule that is off must not make the trial read every message."""
    rules = parse_rules(
        '[[rule]]\nenabled = false\nwhen = { text = "demo" }\nthen = { keep = true }\n'
        '[[rule]]\nwhen = { connected_on = "linkedin" }\nthen = { keep = true }'
    )

    assert words_in(rules) == {"connected"}
