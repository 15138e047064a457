"""A message is judged by what came before it, and by nothing else."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from backtest.conftest import (
    CHAD,
    NOW,
    Mail,
    lay_files,
    lay_maildir,
    lay_mbox,
    mine,
    pitch,
    replayed,
    verdicts,
)
from notworking.backtest.letters import Letter, Place, in_time_order
from notworking.demo.mailbox import DemoMessage
from notworking.judge.verdict import DecidedBy


def test_writing_to_somebody_counts_from_then_on(tmp_path: Path) -> None:
    """The same pitch before and after I wrote to its sender: only the second is from somebody known."""
    before, after = pitch(20), pitch(5)
    found = replayed(lay_files(tmp_path / "mail", [after, mine(10), before]))
    assert [one.message_id for one in found.filed] == [before.message_id]
    assert (found.judged, found.sent, found.kept + len(found.unsure)) == (2, 1, 1)


@pytest.mark.parametrize("count", [0, 1, 3, 250])
def test_what_lies_between_two_messages_of_a_portion_is_seen(tmp_path: Path, count: int) -> None:
    """Letters are read and judged many at once; nobody in between may slip into the same run."""
    crowd = [pitch(12 + n / 1000, f"p{n}@p{n}.example") for n in range(count)]
    found = replayed(lay_files(tmp_path / "mail", [pitch(20), *crowd, mine(10), pitch(5)]))
    assert {one.message_id for one in found.filed if one.sender == CHAD} == {pitch(20).message_id}


def test_an_answer_to_my_mail_is_told_by_mail_before_it(tmp_path: Path) -> None:
    """In-Reply-To names something I wrote only once I have written it."""
    asked = mine(10, to="info@elsewhere.example")
    early = pitch(15, "ann@one.example", answers=asked.message_id)
    late = pitch(5, "bob@two.example", answers=asked.message_id)
    found = replayed(lay_files(tmp_path / "mail", [early, asked, late]))
    assert [one.sender for one in found.filed] == ["ann@one.example"]


def test_a_follow_up_finds_what_was_filed_before(tmp_path: Path) -> None:
    """What the daemon would have filed yesterday decides where the bump goes today."""
    bump = pitch(1, text="Hi Sam, just checking in on this. Best, Chad", subject="Re: Sam")
    alone = replayed(lay_files(tmp_path / "alone", [bump]))
    after = replayed(lay_files(tmp_path / "after", [pitch(4), bump]))
    assert bump.message_id not in {one.message_id for one in alone.filed}
    [follow_up] = [one for one in after.filed if one.message_id == bump.message_id]
    assert follow_up.verdict.decided_by is DecidedBy.FOLLOW_UP


@pytest.mark.parametrize("share", [0.3, 0.55, 0.8])
def test_nothing_from_the_future_tells(
    tmp_path: Path, demo: list[DemoMessage], share: float
) -> None:
    """Cut off all that came later, and every verdict before is the same to the last digit."""
    whole, early = tmp_path / "whole", tmp_path / "early"
    cut = int(len(demo) * share)
    for path, some in ((whole, demo), (early, demo[:cut])):
        for number, one in enumerate(some):
            folder = path / one.folder
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{number}.eml").write_bytes(one.raw)
    complete, cut_off = verdicts(replayed(whole)), verdicts(replayed(early))
    assert len(cut_off) > 5
    assert {name: complete.get(name) for name in cut_off} == cut_off


def test_older_mail_is_known_and_not_judged(tmp_path: Path) -> None:
    """The time asked for begins with what had happened before it."""
    mails = [pitch(400, "old@old.example"), mine(380), pitch(5), pitch(4, "eve@eve.example")]
    path = lay_files(tmp_path / "mail", mails)
    found = replayed(path, since=NOW - timedelta(days=90))
    assert [one.sender for one in found.filed] == ["eve@eve.example"]
    assert (found.judged, found.sent, found.older) == (2, 0, 2)


def test_mail_lies_in_files_as_people_keep_it(tmp_path: Path) -> None:
    """A Maildir with its folders, an mbox and a directory say the same of the same mail."""
    mails = [pitch(20), mine(10), pitch(5), pitch(3, "eve@eve.example")]
    same = [
        verdicts(replayed(lay_maildir(tmp_path / "maildir", mails))),
        verdicts(replayed(lay_mbox(tmp_path / "all.mbox", mails))),
        verdicts(replayed(lay_files(tmp_path / "files", mails))),
    ]
    apart = replayed(
        lay_mbox(tmp_path / "in.mbox", [m for m in mails if m.folder == "INBOX"]),
        sent=[lay_mbox(tmp_path / "out.mbox", [m for m in mails if m.folder == "Sent"])],
    )
    assert len(same[0]) >= 2
    assert same[1] == same[0] == same[2] == verdicts(apart)


def test_what_is_apart_is_all_that_is_mine(tmp_path: Path) -> None:
    """With --sent a forged From of mine in the inbox makes nobody known."""
    forged = Mail("sam@okafor.example", CHAD, days_ago=10)
    found = replayed(
        lay_files(tmp_path / "in", [forged, pitch(5)]),
        sent=[lay_files(tmp_path / "out", [mine(30, to="friend@friend.example")])],
    )
    assert pitch(5).message_id in {one.message_id for one in found.filed}


def test_copies_are_one_message_and_mine_wherever_they_lie() -> None:
    """“All Mail” holds everything once more, what I sent too."""

    def letter(number: int, mailbox: str, place: Place, key: str, **more: bool) -> Letter:
        return Letter(number, mailbox, place, NOW, (key, "1"), **more)

    inbox = letter(1, "INBOX", Place.INBOX, "a")
    archived = letter(7, "All Mail", Place.ARCHIVE, "a")
    sent = letter(2, "Sent", Place.SENT, "b", is_mine=True)
    sent_too = letter(8, "All Mail", Place.ARCHIVE, "b")
    assert in_time_order([sent, inbox, archived, sent_too]) == [sent, inbox]
    assert in_time_order([inbox, archived, sent_too, sent]) == [sent, inbox]
