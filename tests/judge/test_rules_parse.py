"""The rules language: every mistake told at once, and the order of what was right."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notworking.errors import UserError
from notworking.judge.rules import parse_rules
from notworking.judge.rules.words import (
    GROUP_WORDS,
    RULE_WORDS,
    SHORTHAND_WORDS,
    THEN_WORDS,
    WHEN_WORDS,
)

DOCS = Path(__file__).parents[2] / "docs"


def mistakes(text: str, **names: Any) -> list[str]:
    """Return the problems of a rules text, one a line, without the head."""
    with pytest.raises(UserError) as caught:
        parse_rules(text, **names)
    return [line.strip() for line in str(caught.value).splitlines()[1:]]


def rule(when: str, then: str = "{ keep = true }") -> str:
    """Return a file of one rule: `when` stands on line 2, `then` on line 3."""
    return f"[[rule]]\nwhen = {when}\nthen = {then}\n"


def test_five_mistakes_are_told_at_once_with_their_lines() -> None:
    """Nobody wants to mend a file five times."""
    text = """\
[peple]
known = ["ada@example.com"]
[welcome]
recruting = "remote"
[[rule]]
when = { form = "@example.com", score = ">> 1" }
then = { delete = true }
"""
    assert mistakes(text) == [
        'line 1: peple is not known; did you mean "people"?',
        'line 4: welcome.recruting is not known; did you mean "recruiting"?',
        'line 6: rule[0].when.form is not known; did you mean "from"?',
        'line 6: rule[0].when.score must be a comparison such as ">= 0.9", not ">> 1"',
        "line 7: rule[0].then.delete is not possible: "
        "Notworking never deletes mail; file it into a folder instead",
    ]


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ('{ from = "example.com" }', 'write "@example.com"'),
        ('{ from_domain = "*example.com" }', 'would also match "notexample.com"'),
        ('{ body = "x" }', 'did you mean "text"?'),
        ('{ text = "/(a/" }', "is no regular expression"),
        ('{ text = { matches = "(a" } }', "is no regular expression"),
        ('{ text = { match = "a" } }', "must be text in quotes"),
        ('{ text = "*" }', "has no letters to look for"),
        ("{ text = [] }", "is an empty list"),
        ("{ from = [] }", "is an empty list"),
        ("{ text = 7 }", "must be text in quotes"),
        ("{ score = 0.9 }", 'such as ">= 0.9"'),
        ("{ score = true }", 'such as ">= 0.9"'),
        ('{ they_wrote = "often" }', 'such as "> 3"'),
        ('{ size = "1MB" }', '"> 1MB"'),
        ('{ connected_within = "7" }', "must be a duration"),
        ('{ known = "true" }', "must be true or false without quotes"),
        ('{ language = "German" }', "two letters"),
        ('{ category = "pich" }', 'did you mean "pitch"?'),
        ('{ header = "X" }', "needs the field's name"),
        ("{ header.X = 7 }", "must be text in quotes"),
        ('{ any = { from = "@example.com" } }', "must be a list of tables"),
        ("{ any = [] }", "is an empty list"),
        ("{ not = [] }", "is an empty list"),
        ("{ all = [ 7 ] }", "must be a table"),
        ("{ not = { form = 1 } }", 'did you mean "from"?'),
        ("{}", "is empty"),
        ("false", "must be a table"),
    ],
)
def test_a_wrong_condition_says_what_to_write(when: str, said: str) -> None:
    """Each message carries the next step, on the line of the condition."""
    (told,) = mistakes(rule(when))

    assert told.startswith("line 2: rule[0].when")
    assert said in told


@pytest.mark.parametrize(
    ("then", "said"),
    [
        ("{ file = 'recruting' }", 'did you mean "recruiting"?'),
        ("{ file = 'Inbox' }", "write then = { keep = true }"),
        ("{ file = 7 }", "must be a category"),
        ("{ file = '/' }", "must be a category"),
        ("{ keep = true, file = true }", "both keep and file"),
        ("{ keep = 'true' }", "must be true or false"),
        ("{ keep = true, stop = false }", "cannot be false beside keep"),
        ("{ keep = true, raise = 1 }", "remove one"),
        ("{ raise = 1, lower = 1 }", "both raise and lower"),
        ("{ raise = 21 }", "log-odds from 0 to 20"),
        ("{ raise = -1 }", "log-odds from 0 to 20"),
        ("{ raise = true }", "log-odds from 0 to 20"),
        ("{ raise = '200%' }", "log-odds from 0 to 20"),
        ("{ flag = 'two words' }", "one word"),
        ("{ stop = false }", "does nothing"),
        ("{ keep = false }", "does nothing"),
        ("{ reply = 'no' }", "never sends mail"),
        ("{ move = 'X' }", 'did you mean "file"?'),
        ("7", "must be a table"),
    ],
)
def test_a_wrong_action_says_what_to_write(then: str, said: str) -> None:
    """What a rule does must be beyond doubt before it may touch mail."""
    (told,) = mistakes(rule("true", then))

    assert told.startswith("line 3: rule[0].then")
    assert said in told


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("enabled = 'no'", "must be true or false"),
        ("until = 'next year'", "must be a date such as 2027-01-31"),
        ("until = 5", "must be a date"),
        ("name = 7", "must be text"),
        ("note = 7", "must be text"),
        ("acount = 'home'", 'did you mean "account"?'),
        ("account = 'hmoe'", 'did you mean "home"?'),
    ],
)
def test_a_wrong_detail_of_a_rule_says_what_to_write(line: str, said: str) -> None:
    """Also what stands beside when and then."""
    (told,) = mistakes(rule("true") + line, account_names=["home", "work"])

    assert told.startswith("line 4: rule[0].")
    assert said in told


def test_a_clue_nobody_knows_is_a_mistake_when_the_names_are_given() -> None:
    """A misspelt clue would silently never match."""
    (told,) = mistakes(rule('{ clue = "asks_meting" }'), clue_names=["asks_meeting", "asks_money"])

    assert 'did you mean "asks_meeting"?' in told
    assert parse_rules(rule('{ clue = "asks_*" }'), clue_names=["asks_meeting"]).rules


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[rule]\nwhen = true\n", "write [[rule]]"),
        ("rule = 3\n", "write [[rule]]"),
        ("[[rule]]\nthen.keep = true\n", "has no when"),
        ("[[rule]]\nwhen = true\n", "has no then"),
        ("people = 3\n", "write [people]"),
        ("[people]\nknown = 3\n", "must be text in quotes"),
        ('[people]\nknown = ["Ada"]\n', "must be an address"),
        ("[domains]\nkeep = 3\n", "must be text in quotes"),
        ("[welcome]\nevent = 3\n", "the words that are welcome"),
        ("[welcome]\ngenuine = true\n", "is not known"),
        ("nonsense", "this is not TOML"),
    ],
)
def test_a_file_of_the_wrong_shape_says_what_to_write(text: str, said: str) -> None:
    """The first file of a new user is often of the wrong shape."""
    assert said in mistakes(text)[0]


def test_two_rules_of_one_name_are_a_mistake() -> None:
    """`why` and `rules list` name rules; a name must mean one."""
    text = rule("true") + 'name = "x"\n' + rule("true") + 'name = "x"\n'

    assert mistakes(text) == ['line 8: rule[1].name "x" is the name of an earlier rule']


def test_rules_are_asked_in_the_documented_order() -> None:
    """Known people first, then the user's rules, then lists from the special to the general."""
    text = """\
[welcome]
event = true
recruiting = "remote"
[domains]
file = ["a.example"]
keep = ["b.example"]
[lists]
keep = ["l.example"]
[people]
never = ["@c.example"]
known = ["@d.example"]
[[rule]]
name = "mine"
when = true
then = "keep"
"""
    assert [each.name for each in parse_rules(text).rules] == [
        "people.known", "mine", "people.never", "lists.keep", "domains.keep", "domains.file",
        "welcome.recruiting", "welcome.event",
    ]  # fmt: skip


def test_people_of_the_configuration_are_joined_with_the_files_own() -> None:
    """The same list may stand in both files; neither hides the other."""
    rules = parse_rules('[people]\nknown = ["ada@example.com"]\n', known=["grace@example.org"])

    assert rules.known == ("grace@example.org", "ada@example.com")
    assert len(rules.rules) == 1


def test_an_empty_file_is_no_rules() -> None:
    """A new user has none, and that is fine."""
    assert parse_rules("").rules == ()


@pytest.mark.parametrize("word", sorted(WHEN_WORDS))
def test_the_example_of_every_word_is_right(word: str) -> None:
    """The reference page shows it; it must work as it stands."""
    key = f"{word}.X-Mailer" if word == "header" else word

    assert len(parse_rules(rule(f"{{ {key} = {WHEN_WORDS[word].example} }}")).rules) == 1


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from(
        ['"@example.com"', '"webinar"', '"> 1"', '"7d"', '"pitch"', '"*"', '"/(/"', '""']
    ),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(
        st.sampled_from(sorted({*WHEN_WORDS, *GROUP_WORDS, *THEN_WORDS, "matches", "X"})),
        inner, max_size=3,
    ),
    max_leaves=8,
)  # fmt: skip


def as_toml(value: Any) -> str:
    """Write a generated value; None stands for a float."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {as_toml(each)}" for key, each in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(as_toml, value)) + "]"
    return (
        {True: "true", False: "false", None: "0.5"}.get(value, str(value))
        if (isinstance(value, bool) or value is None)
        else str(value)
    )


@given(when=VALUES, then=VALUES)
def test_no_rule_is_ever_dropped_without_a_word(when: Any, then: Any) -> None:
    """A rule that silently vanished would let mail be filed that the user meant to keep."""
    try:
        rules = parse_rules(rule(as_toml(when), as_toml(then)))
    except UserError:
        return
    assert len(rules.rules) == 1


def test_every_word_of_the_language_is_in_the_reference() -> None:
    """A word that no page names does not exist for its users."""
    page = (DOCS / "reference" / "rules.md").read_text(encoding="utf-8")
    words = {*WHEN_WORDS, *GROUP_WORDS, *THEN_WORDS, *RULE_WORDS, *SHORTHAND_WORDS}
    words |= {word for table in SHORTHAND_WORDS.values() for word in table}

    assert {
        word for word in words if f"`{word}`" not in page and f"`[{word}]`" not in page
    } == set()


@pytest.mark.parametrize("page", ["how-to/rules.md", "reference/rules.md"])
def test_every_example_of_the_pages_is_right(page: str) -> None:
    """What a newcomer copies must work as it stands."""
    blocks = re.findall(r"```toml\n(.*?)```", (DOCS / page).read_text(encoding="utf-8"), re.DOTALL)

    assert blocks
    for block in blocks:
        parse_rules(block, page)
