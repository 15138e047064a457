"""What to look at first: what the user did later, then the scores closest to their cutoffs."""

from __future__ import annotations

from dataclasses import replace
from math import inf
from pathlib import Path

import pytest

from backtest.conftest import CHAD, court, lay_maildir, mine, pitch
from backtest.conftest import replayed as replay_of
from cli.conftest import Program
from notworking.backtest.doubts import margin_of
from notworking.backtest.files import place_of
from notworking.backtest.letters import Place
from notworking.demo.mailbox import ME
from notworking.judge.verdict import DecidedBy
from notworking.sources import Spot


def doubts(program: Program, *mails: object, path: Path) -> dict[str, list[str]]:
    """Return sender → why to look, in the order in which they are told."""
    from backtest.conftest import told

    lay_maildir(path, mails)  # type: ignore[arg-type]
    ran = program("backtest", path, "--me", ME, "--json")
    assert ran.code == 0, ran.err
    return {one["from"]: one["doubts"] for one in told(ran.out)["look_at_first"]}


def test_what_the_user_did_later_comes_first(program: Program, tmp_path: Path) -> None:
    """Each hint by itself: answered by a message, by a flag, written to later, kept, thrown away."""
    answered = pitch(30, "ann@one.example")
    found = doubts(
        program,
        pitch(31, "zoe@six.example"),
        pitch(30.5, "tim@five.example", folder="Trash"),
        answered,
        mine(29, to="team@one.example", answers=answered.message_id),
        pitch(28, "bob@two.example", flags=("\\Answered",)),
        pitch(27, "cat@three.example"),
        mine(20, to="cat@three.example"),
        pitch(26, "dan@four.example", folder="Clients"),
        path=tmp_path / "mail",
    )
    assert found == {
        "ann@one.example": ["you answered it"],
        "bob@two.example": ["you answered it"],
        "cat@three.example": ["you wrote to them on 13 October 2026"],
        "dan@four.example": ["you keep it in “Clients”"],
        "zoe@six.example": [],
        "tim@five.example": [],
    }
    assert list(found)[-2:] in (
        ["zoe@six.example", "tim@five.example"],
        ["tim@five.example", "zoe@six.example"],
    )


def test_asking_for_an_end_is_no_doubt(program: Program, tmp_path: Path) -> None:
    """“Stop writing to me” is the opposite of an answer."""
    first = pitch(30)
    stop = mine(29, text="Please stop emailing me and remove me.", answers=first.message_id)
    found = doubts(program, first, stop, path=tmp_path / "mail")
    assert found == {CHAD: []}


def test_the_margin_is_the_way_to_the_cutoff_of_its_category(tmp_path: Path) -> None:
    """Zero at the cutoff, in log-odds, and no margin at all where no score decided."""
    [one] = replay_of(lay_maildir(tmp_path / "mail", [pitch(3)])).filed
    assert one.verdict.filed_as is not None
    cutoff = court().policy.cutoffs[one.verdict.filed_as]
    at_the_cutoff = replace(one, verdict=replace(one.verdict, score=cutoff))
    by_rule = replace(one, verdict=replace(one.verdict, decided_by=DecidedBy.RULE))
    assert margin_of(at_the_cutoff, court().policy) == pytest.approx(0.0)
    assert margin_of(one, court().policy) > 0
    assert margin_of(by_rule, court().policy) == inf


@pytest.mark.parametrize(
    ("below", "number", "place"),
    [
        ("cur/1:2,S", 0, Place.INBOX),
        (".Trash/cur/1:2,S", 0, Place.TRASH),
        (".Deleted Items/new/1", 0, Place.TRASH),
        (".Clients.Harbour/cur/1", 0, Place.OWN),
        (".Networking.Pitches/cur/1", 0, Place.CATEGORY),
        (".INBOX.Spam/cur/1", 0, Place.JUNK),
        (".Drafts/cur/1", 0, None),
        ("Sent.mbox", 3, Place.SENT),
        ("Clients.mbox", 3, Place.OWN),
        ("1.eml", 0, Place.INBOX),
        ("sent.eml", 0, Place.INBOX),
        ("Archive/2019/1.eml", 0, Place.ARCHIVE),
    ],
)
def test_folders_tell_where_mail_lies(below: str, number: int, place: Place | None) -> None:
    """Maildir++, mbox files and plain directories, by the nearest name that tells."""
    root = Path("/home/sam/sent mail of years")
    assert place_of(Spot(root / below, number=number), root, "Networking") is place
