"""A rule made from a message, and put into the file."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from notworking.cli.rules_add import unreached
from notworking.errors import UserError
from notworking.judge.rules import Rules, parse_rules
from notworking.judge.verdict import Category
from notworking.rulebook.adding import Like, Pattern, added, draft_of, free_name, write

CHAD = Pattern("chad@agency.example", "Chad Merrill", Category.PITCH)
FILE = """\
# My rules, kept by hand.

[people]
known = ["grace@example.org"]  # my sister

# Webinars are dull.
[[rule]]
name = "webinars"
when = { subject = "webinar" }
then = { file = "event" }
"""


@pytest.mark.parametrize(
    ("like", "when"),
    [
        (Like.PERSON, {"from": "chad@agency.example"}),
        (Like.DOMAIN, {"from_domain": "agency.example"}),
        (Like.KIND, {"category": "pitch"}),
    ],
)
def test_the_three_ways_to_be_alike(like: Like, when: dict[str, str]) -> None:
    """This person, this domain, this kind: what people mean by "mail like this"."""
    [rule] = tomllib.loads(draft_of(like, CHAD, file="").text())["rule"]

    assert rule["when"] == when
    assert rule["then"] == {"keep": True}


def test_a_domain_of_everybodys_is_refused() -> None:
    """A rule for a mail provider would mean millions of people."""
    with pytest.raises(UserError, match="--like person"):
        draft_of(Like.DOMAIN, Pattern("chad@gmail.com", "", Category.PITCH), file="")


def test_genuine_mail_is_of_no_kind() -> None:
    """ "Keep genuine mail" would keep what the judge thinks anyway, and look like a rule."""
    with pytest.raises(UserError, match="--like person"):
        draft_of(Like.KIND, Pattern("a@example.org", "A", Category.GENUINE), file="")


def test_names_of_strangers_cannot_break_the_file() -> None:
    """A sender chooses their display name; it goes into the rule's name."""
    evil = Pattern("a@b.example", 'x"\n[people]\nknown = ["@evil.example"]', Category.PITCH)

    rules = parse_rules(draft_of(Like.PERSON, evil, file="").text())

    assert rules.known == ()
    assert len(rules.rules) == 1


def test_everything_else_in_the_file_stays_as_it_was() -> None:
    """Comments are the user's own."""
    draft = draft_of(Like.PERSON, CHAD, file="pitch")

    text = added(FILE, draft, above_line=0)

    assert text.replace("\n" + draft.text(), "") == FILE


def test_above_a_rule_means_above_its_comment() -> None:
    """Else the comment would stand on top of the new rule and lie about it."""
    draft = draft_of(Like.PERSON, CHAD, file="")

    text = added(FILE, draft, above_line=7)

    assert text.index(draft.text()) < text.index("# Webinars are dull.")
    assert [one.name for one in parse_rules(text).rules][1:] == ["keep Chad Merrill", "webinars"]


def test_a_name_that_is_taken_gets_a_number() -> None:
    """Two rules of one name are a mistake in the file."""
    rules = parse_rules(FILE)

    assert free_name("webinars", rules) == "webinars 2"
    assert free_name("others", rules) == "others"


def test_a_text_with_a_mistake_is_never_written(tmp_path: Path) -> None:
    """The file in use stays byte for byte."""
    path = tmp_path / "rules.toml"
    path.write_text(FILE)

    with pytest.raises(UserError):
        write(path, "[[rule]]\nwhen = 1\n", parse_rules, was=FILE)

    assert path.read_text() == FILE
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    """The user may have it open in an editor."""
    path = tmp_path / "rules.toml"
    path.write_text(FILE + "# newer\n")

    with pytest.raises(UserError, match="changed meanwhile"):
        write(path, FILE + "# mine\n", parse_rules, was=FILE)

    assert path.read_text().endswith("# newer\n")


def test_the_file_keeps_its_permissions_and_its_place_behind_a_link(tmp_path: Path) -> None:
    """Many people keep their settings elsewhere and link to them."""
    real = tmp_path / "dotfiles.toml"
    real.write_text(FILE)
    real.chmod(0o600)
    link = tmp_path / "rules.toml"
    link.symlink_to(real)

    rules: Rules = write(link, FILE + "# more\n", parse_rules, was=FILE)

    assert link.is_symlink()
    assert real.read_text().endswith("# more\n")
    assert real.stat().st_mode & 0o777 == 0o600
    assert len(rules.rules) == 2


def test_a_rule_for_a_kind_says_when_it_does_not_reach_its_own_message() -> None:
    """The likeliest kind of a genuine message is no reason to think that the rule files it."""
    kind = draft_of(Like.KIND, CHAD, file="pitch")
    person = draft_of(Like.PERSON, CHAD, file="pitch")
    assert "does not reach it" in unreached(kind, "genuine")
    assert unreached(kind, "pitch") == ""
    assert unreached(person, "genuine") == ""
