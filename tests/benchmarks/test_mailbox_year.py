"""The generated mailbox year: the same from the same seed, true about itself, and the line takes it."""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # benchmarks/ is no installed package

from benchmarks.mailbox_year import heldout
from benchmarks.mailbox_year.cast import PERSONAS, Persona
from benchmarks.mailbox_year.measure import rows_of, table
from benchmarks.mailbox_year.memory_box import MemoryBox
from benchmarks.mailbox_year.run import memory_account, run_year
from benchmarks.mailbox_year.truth import INBOX, SENT, Sort, Year
from benchmarks.mailbox_year.year import make_year

from notworking.learn.base import base_model
from notworking.mail.authenticity import authenticate
from notworking.mail.message import Message
from notworking.mail.reading import read

SMALL = [replace(one, everyday=30, pitchers=12, invitations_a_day=1) for one in PERSONAS]


@cache
def small_year(persona: Persona) -> Year:
    return make_year(persona, scale=0.05)


def test_the_same_seed_gives_the_same_bytes() -> None:
    """A figure can be discussed only if the mail behind it can be made again."""
    assert make_year(SMALL[1], scale=0.05) == small_year(SMALL[1])
    assert make_year(SMALL[1], seed=1, scale=0.05) != small_year(SMALL[1])


@pytest.mark.parametrize("persona", SMALL, ids=lambda one: one.first)
def test_every_message_can_be_read_and_says_what_its_provider_found(persona: Persona) -> None:
    """A forged mail that authenticates, or a true one that does not, would measure nothing."""
    for letter in small_year(persona).letters:
        message = read(letter.raw)
        assert isinstance(message, Message)
        assert (message.message_id, message.losses) == (letter.id, ())
        if letter.mailbox == SENT:
            continue
        found = authenticate(message, trusted=persona.authserv_ids)
        is_forged = letter.truth.sort in (Sort.FORGED, Sort.FORGED_FRIEND)
        assert found.is_stated
        assert is_forged or found.vouches_for(letter.sender.partition("@")[2])
        assert not (is_forged and found.vouches_for("linkedin.com"))


def test_threads_run_both_ways() -> None:
    """Correspondence is what makes somebody known: answers must name what they answer."""
    letters = small_year(SMALL[1]).letters
    mine = {one.id for one in letters if one.mailbox == SENT}
    parents = {
        one.id: read(one.raw).parents  # type: ignore[union-attr]
        for one in letters
        if one.truth.sort in (Sort.CORRESPONDENCE, Sort.MINE)
    }
    answered_by_them = [
        one for one, found in parents.items() if one not in mine and mine & {*found}
    ]
    answered_by_me = [one for one, found in parents.items() if one in mine and {*found} - mine]
    assert len(answered_by_them) > 10
    assert len(answered_by_me) > 10


def test_pitchers_stay_strangers_and_correspondents_are_known() -> None:
    """The truth about who is known is the yardstick of the whole table."""
    year = small_year(SMALL[2])
    standings = [
        (one.truth.sort, year.standing(one)) for one in year.letters if one.mailbox == INBOX
    ]
    pitchers = [who for sort, who in standings if sort is Sort.PITCH_CONNECTED]
    friends = [who for sort, who in standings if sort is Sort.INTRODUCTION]
    introduced = [who for sort, who in standings if sort is Sort.VOUCHED]
    assert pitchers
    assert not any(who.is_known or who.is_vouched for who in pitchers)
    assert friends
    assert all(who.is_known for who in friends)
    assert introduced
    assert all(who.is_vouched for who in introduced)


@pytest.mark.parametrize("third", range(3))
def test_nobody_is_in_both_halves_of_the_corpus(tmp_path: Path, third: int) -> None:
    """What the benchmark's model was trained on must not come back as the year's mail."""
    held = {one.id for one in heldout.held_out_messages(third)}
    trained = {one.id for one in heldout.training_samples(tmp_path / "no shared data", third)}
    assert held
    assert trained
    assert not held & trained


def test_the_line_takes_a_small_year_and_files_nobody_known(tmp_path: Path) -> None:
    """The benchmark itself must work, and its first promise holds in small as in large."""
    persona = SMALL[1]
    outcome = run_year(
        persona, small_year(persona), base_model(), memory_account(), tmp_path,
        passes_a_day=1, days=120,
    )  # fmt: skip
    rows = {row.name: row for row in rows_of(outcome)}
    outcome.database.close()
    known = rows["mail of known or vouched people filed"]
    assert (known.hits, known.of > 10) == (0, True)
    assert rows["messages lost or doubled"].hits == 0
    assert rows["invitations by strangers filed"].share > 0.9
    assert "✓" in table([("Jonas", list(rows.values()))])


def test_the_box_in_memory_moves_as_a_server_does() -> None:
    """What the table says of moves is worth no more than the mailbox beneath it."""
    box, at = MemoryBox(), small_year(SMALL[0]).letters[0].at
    for number in range(3):
        box.deliver("INBOX", b"Subject: %d\r\n\r\nbody" % number, at)
    box.select("INBOX", readonly=False)
    moved = box.move([1, 3, 9], "Networking/Pitches")
    assert dict(moved.new_uids) == {1: 1, 3: 2}
    assert box.uids_from(1) == [2]
    assert [one.raw for one in box.fetch_headers([2])] == [b"Subject: 1\r\n\r\n"]
    assert box.select("Networking/Pitches", readonly=True).exists == 2


def test_what_the_user_opens_is_seen_where_it_still_lies() -> None:
    """`--read` measures what a user who looks at their mail loses: opened mail must stay."""
    box, at = MemoryBox(), small_year(SMALL[0]).letters[0].at
    for number in range(2):
        box.deliver("INBOX", b"Subject: %d\r\n\r\nbody" % number, at)
    box.select("INBOX", readonly=False)
    box.move([1], "Networking/Pitches")
    box.open_messages([1, 2, 9])
    assert dict(box.flags([1, 2])) == {2: frozenset({"\\Seen"})}
    box.select("Networking/Pitches", readonly=True)
    assert dict(box.flags([1])) == {1: frozenset()}


@pytest.mark.parametrize("read", [0.0, 1.0])
def test_opened_mail_goes_with_no_follow_up(tmp_path: Path, read: float) -> None:
    """With cutoffs so near to 1 that much is unsure, unopened mail goes and opened mail never."""
    model = replace(base_model(), cutoffs=dict.fromkeys(base_model().cutoffs, 0.995))
    outcome = run_year(
        SMALL[1], small_year(SMALL[1]), model, memory_account(), tmp_path,
        passes_a_day=1, days=240, read=read,
    )  # fmt: skip
    rows = {row.name: row for row in rows_of(outcome)}
    outcome.database.close()
    gone = rows["  of those filed, only with their follow-up"]
    assert gone.of > 0
    assert (gone.hits > 0) == (read == 0.0)
