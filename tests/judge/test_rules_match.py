"""Which rule applies to a message, and what it then says."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from notworking.judge.rules import (
    Rules,
    RuleSubject,
    match,
    needs_score,
    nudge_weight,
    nudged,
    parse_rules,
    subject_of,
)
from notworking.judge.verdict import Category, Decision
from notworking.mail.message import Address, Headers, Link, Message, Zones
from notworking.people.event import Direction
from notworking.people.relationship import Connection, Relationship

NOW = datetime(2027, 5, 1, 12, tzinfo=UTC)
STRANGER_MAIL = RuleSubject(
    now=NOW,
    account="home",
    from_address="max@mail.pitches.example.org",
    from_name="Max Muster",
    to=("ada@example.com",),
    cc=("sales@pitches.example.org",),
    subject="Re: Our Webinar",
    text="Do you have 15 minutes\nfor a quick call?",
    headers=Headers((("X-Mailer", "OutreachBot 3"), ("X-Empty", ""))),
    language="en",
    size_bytes=2_000_000,
    has_attachment=True,
    link_hosts=("book.calendar.example",),
    category=Category.PITCH,
    score=0.85,
    is_unsure=True,
    clues=frozenset({"asks_meeting"}),
    they_wrote=3,
    connections=(Connection("linkedin", NOW - timedelta(days=3), Direction.THEIRS),),
    asks=2,
    reciprocity=-0.6,
    is_first_mail=False,
    follow_up_number=3,
)


def applies(when: str, subject: RuleSubject = STRANGER_MAIL) -> bool:
    """Return whether a rule with that `when` applies."""
    return match(parse_rules(f"[[rule]]\nwhen = {when}\nthen = 'keep'\n"), subject) is not None


@pytest.mark.parametrize(
    ("holds", "fails"),
    [
        ('from = "@mail.pitches.example.org"', 'from = "@pitches.example.org"'),
        ('from = "/^max@/"', 'from = { matches = "^min@" }'),
        ('from_domain = "*.example.org"', 'from_domain = "example.org"'),
        ('from_name = "max"', 'from_name = "ma"'),
        ('to = ["x@example.com", "ada@example.com"]', 'to = "sales@pitches.example.org"'),
        ('cc = "@pitches.example.org"', 'cc = "ada@example.com"'),
        ('subject = "webinar"', 'subject = "web"'),
        ('subject = "/^re:/"', 'subject = "/^webinar/"'),
        ('text = "minutes for a"', 'text = "webinar"'),
        ('text = { matches = "(?m)^for" }', 'text = { matches = "^for" }'),
        ('header.x-mailer = "outreach*"', 'header.x-mailer = "outreach"'),
        ("header.X-Mailer = true", "header.List-Id = true"),
        ("header.List-Id = false", "header.X-Mailer = false"),
        ('"header.X-Mailer" = "3"', '"header.X-Mailer" = "4"'),
        ("list = false", "list = true"),
        ('language = ["de", "en"]', 'language = "de"'),
        ('size = "> 1MB"', 'size = "> 2MB"'),
        ("has_attachment = true", "has_attachment = false"),
        ('links_to = "*.calendar.example"', 'links_to = "calendar.example"'),
        ("authentic = false", "authentic = true"),
        ('account = "home"', 'account = "work"'),
        ('category = ["ask", "pitch"]', 'category = "ask"'),
        ('score = ">= 85%"', 'score = "> 0.85"'),
        ("unsure = true", "unsure = false"),
        ('clue = "asks_*"', 'clue = "asks"'),
        ("i_wrote = 0", "i_wrote = true"),
        ('they_wrote = ">2"', 'they_wrote = "> 3"'),
        ('they_wrote = ["< 1", 3]', "they_wrote = [1, 2]"),
        ("asks = true", "asks = false"),
        ("offers = 0", 'offers = "!= 0"'),
        ('reciprocity = "< -0.5"', 'reciprocity = "> 0"'),
        ('follow_up_number = ">= 3"', "follow_up_number = 2"),
        ('connected_within = "7d"', 'connected_within = "2d"'),
        ('connected_on = "LinkedIn"', 'connected_on = "xing"'),
        ("vouched = false", "vouched = true"),
        ("opted_out = false", "opted_out = true"),
        ("known = false", "known = true"),
        ("first_mail = false", "first_mail = true"),
        ('any = [{ known = true }, { subject = "webinar" }]', "any = [{ known = true }]"),
        (
            'all = [{ known = false }, { text = "call" }]',
            'all = [{ text = "call" }, { known = true }]',
        ),
        ("not = { known = true }", "not = [{ known = true }, { i_wrote = 0 }]"),
        ('subject = "webinar", text = "call"', 'subject = "webinar", text = "sale"'),
    ],
)
def test_each_condition_holds_and_fails_as_it_reads(holds: str, fails: str) -> None:
    """One pair for every word of the language."""
    assert applies(f"{{ {holds} }}")
    assert not applies(f"{{ {fails} }}")


def test_age_and_network_must_be_of_one_connection() -> None:
    """Linked on one network last week and on another years ago is not "last week on the other"."""
    old = Connection("xing", NOW - timedelta(days=900), None)
    subject = replace(STRANGER_MAIL, connections=(old, *STRANGER_MAIL.connections))

    assert applies('{ connected_within = "7d", connected_on = "linkedin" }', subject)
    assert not applies('{ connected_within = "7d", connected_on = "xing" }', subject)


def test_what_a_message_lacks_matches_nothing() -> None:
    """A mail without sender, subject or text must not fall to a broad pattern."""
    bare = RuleSubject(now=NOW)

    for when in (
        'from = "*@*"',
        'subject = "/.*/"',
        'list = "*"',
        'from_domain = "*"',
        'text = "/^$/"',
    ):
        assert not applies(f"{{ {when} }}", bare), when


def two(first: str, second: str) -> Rules:
    """Return two rules, "first" and "second", from the lines of each."""
    return parse_rules(f'[[rule]]\nname = "first"\n{first}\n[[rule]]\nname = "second"\n{second}\n')


def test_the_first_rule_that_decides_wins() -> None:
    """Order is the whole of precedence: there is nothing else to learn."""
    found = match(
        two("when = true\nthen.keep = true", "when = true\nthen.file = true"), STRANGER_MAIL
    )

    assert found
    assert (found.rule, found.decision, found.line) == ("first", Decision.KEEP, 1)
    assert found.because == 'Your rule "first" (line 1 of your rules) keeps it here.'


@pytest.mark.parametrize(
    "asleep",
    ["enabled = false", "until = 2027-04-30", "account = 'work'", "until = '2027-04-30'"],
)
def test_a_rule_that_sleeps_is_passed_over(asleep: str) -> None:
    """Disabled, expired, or meant for another account."""
    rules = two(f"when = true\nthen.keep = true\n{asleep}", "when = true\nthen.file = true")

    found = match(rules, STRANGER_MAIL)

    assert found
    assert found.rule == "second"


def test_a_rule_holds_on_its_last_day() -> None:
    """`until` names the last day, as people say it."""
    found = match(
        parse_rules("[[rule]]\nwhen = true\nthen = 'keep'\nuntil = 2027-05-01"), STRANGER_MAIL
    )

    assert found is not None


@pytest.mark.parametrize(
    ("written", "category", "folder"),
    [
        ("'pitch'", Category.PITCH, ""),
        ("'Pitch'", Category.PITCH, ""),
        ("true", None, ""),
        ("'Work/Agency'", None, "Work/Agency"),
        ("'/Pitches'", None, "Pitches"),
    ],
)
def test_filing_goes_to_a_category_or_to_any_folder(
    written: str, category: Category | None, folder: str
) -> None:
    """A category's name means its folder, whatever that is called; anything else is a folder."""
    found = match(parse_rules(f"[[rule]]\nwhen = true\nthen.file = {written}"), STRANGER_MAIL)

    assert found
    assert (found.decision, found.category, found.folder) == (Decision.FILE, category, folder)


def test_shifts_and_flags_go_on_to_the_rule_that_decides() -> None:
    """What earlier rules did is not lost when a later one keeps or files."""
    rules = two(
        "when = true\nthen = { flag = '$Look', mark_read = true, raise = 1 }",
        "when = true\nthen = { file = 'event', flag = true }",
    )

    found = match(rules, STRANGER_MAIL)

    assert found
    assert found.flags == ("$Look", "\\Flagged")
    assert found.mark_read
    assert found.applied == ("first", "second")
    assert found.decision is Decision.FILE
    assert found.adjustment == pytest.approx(1.0)


def test_a_shift_alone_leaves_the_decision_to_the_score() -> None:
    """`raise` and `lower` are hints, not orders."""
    found = match(parse_rules("[[rule]]\nwhen = true\nthen.lower = 2"), STRANGER_MAIL)

    assert found
    assert not found.decides
    assert found.adjustment == pytest.approx(-2.0)


def test_later_rules_see_the_shifted_score() -> None:
    """A rule on the score must judge what the score has become."""
    rules = two("when = true\nthen.lower = '30%'", "when = { score = '< 0.6' }\nthen.keep = true")

    found = match(rules, STRANGER_MAIL)

    assert found
    assert found.rule == "second"


def test_stop_ends_the_rules_without_deciding() -> None:
    """For mail that no later rule should touch, and the score should judge."""
    found = match(
        two("when = true\nthen.stop = true", "when = true\nthen.keep = true"), STRANGER_MAIL
    )

    assert found
    assert (found.rule, found.decision) == ("first", None)


def test_no_rule_that_applies_is_none() -> None:
    """Nothing said is not "keep"."""
    assert (
        match(parse_rules("[[rule]]\nwhen = { known = true }\nthen = 'keep'"), STRANGER_MAIL)
        is None
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[[rule]]\nwhen = { text = 'call' }\nthen.file = 'pitch'", False),
        ("[[rule]]\nwhen = { not = { any = [{ unsure = true }] } }\nthen = 'keep'", True),
        ("[[rule]]\nwhen = { clue = 'x' }\nthen = 'keep'\nenabled = false", False),
        ("[welcome]\nevent = true", True),
    ],
)
def test_rules_say_whether_they_need_the_score(text: str, expected: bool) -> None:
    """Most rules are answered without a model, which is then not even loaded."""
    assert parse_rules(text).needs_score is expected


def test_a_rule_that_decides_first_spares_the_score() -> None:
    """The model is asked only for mail that comes as far as a rule about it."""
    rules = two(
        "when = { text = 'call' }\nthen.keep = true", "when = { score = '> 0.1' }\nthen.keep = true"
    )
    unscored = replace(STRANGER_MAIL, score=None)

    assert not needs_score(rules, unscored)
    assert match(rules, unscored) is not None
    other = replace(unscored, text="nothing of that kind")
    assert needs_score(rules, other)
    with pytest.raises(ValueError, match="second"):
        match(rules, other)


@pytest.mark.parametrize(
    ("then", "score", "expected"),
    [("raise = 1", 0.5, 0.731), ("lower = 1", 0.5, 0.269), ("lower = '30%'", 0.9, 0.6),
     ("raise = '30%'", 0.9, 0.999), ("lower = 20", 0.9, 0.001)],
)  # fmt: skip
def test_a_shift_moves_the_score_by_what_it_says_and_never_to_certainty(
    then: str, score: float, expected: float
) -> None:
    """Evidence must still add up: the weight given back makes exactly the shifted score."""
    rules = parse_rules(f"[[rule]]\nwhen = true\nthen = {{ {then} }}")
    found = match(rules, replace(STRANGER_MAIL, score=score))

    assert found
    assert nudged(score, found.nudges) == pytest.approx(expected, abs=0.001)
    assert found.adjustment == nudge_weight(score, found.nudges)


def test_welcome_keeps_only_what_says_so() -> None:
    """Openings are welcome when fully remote; pitches that say so are not."""
    rules = parse_rules('[welcome]\nrecruiting = "fully remote"')
    opening: dict[str, Any] = {
        "category": Category.RECRUITING,
        "text": "This role is fully remote.",
    }

    assert match(rules, replace(STRANGER_MAIL, **opening)) is not None
    assert match(rules, replace(STRANGER_MAIL, **opening | {"text": "In our office."})) is None
    assert match(rules, replace(STRANGER_MAIL, **opening | {"category": Category.PITCH})) is None
    in_subject = opening | {"text": "", "subject": "Fully remote: engineer"}
    assert match(rules, replace(STRANGER_MAIL, **in_subject)) is not None


def test_someone_named_as_known_outranks_every_broad_rule() -> None:
    """A rule against webinars must not take a friend's mail about one."""
    rules = parse_rules(
        "[people]\nknown = ['max@mail.pitches.example.org']\n"
        "[[rule]]\nwhen = { subject = 'webinar' }\nthen.file = 'event'"
    )

    found = match(rules, STRANGER_MAIL)

    assert found
    assert (found.rule, found.decision) == ("people.known", Decision.KEEP)


def test_lists_and_domains_keep_and_file() -> None:
    """The short tables do what their names say; keeping is asked before filing."""
    rules = parse_rules(
        "[lists]\nkeep = ['dev.lists.example.org']\nfile = ['*.lists.example.org']\n"
        "[domains]\nfile = ['*.pitches.example.org']\n"
    )
    on_list = replace(STRANGER_MAIL, from_address="a@example.net", list_id="dev.lists.example.org")

    found = [
        match(rules, subject)
        for subject in (on_list, replace(on_list, list_id="ads.lists.example.org"), STRANGER_MAIL)
    ]

    assert [each.rule for each in found if each] == ["lists.keep", "lists.file", "domains.file"]


def test_a_subject_is_drawn_from_message_and_relationship() -> None:
    """The one place where the fields of two rooms become the words of a rule."""
    message = Message(
        digest="d",
        sender=Address("max@example.org", "Max"),
        to=(Address("ada@example.com"),),
        subject="Hello",
        headers=Headers((("List-Id", "Dev <Dev.example.org>"),)),
        zones=Zones(new="new words", quoted="old words"),
        links=(Link("a.example", "/"), Link("a.example", "/b")),
        size_bytes=10,
    )
    relationship = Relationship(
        they_wrote=2, their_mail_since_mine=2, vouched_by="Grace", i_wrote=1
    )

    subject = subject_of(message, relationship, now=NOW, account="home", clues=["asks_meeting"])

    assert (subject.from_address, subject.from_domain) == ("max@example.org", "example.org")
    assert (subject.text, subject.list_id, subject.link_hosts) == (
        "new words",
        "dev.example.org",
        ("a.example",),
    )
    assert (subject.is_vouched, subject.is_known, subject.is_first_mail) == (True, True, False)
    assert (subject.follow_up_number, subject.score) == (2, None)


def test_a_relayed_mail_is_judged_as_its_writers() -> None:
    """The network's address says nothing about the person who wrote."""
    message = Message(
        digest="d", sender=Address("messages@network.example"), zones=Zones(new="frame")
    )

    subject = subject_of(message, now=NOW, sender=Address("", "Max Muster"), text="their words")

    assert (subject.from_address, subject.from_name, subject.text) == (
        "",
        "Max Muster",
        "their words",
    )
