"""Unsure mail goes with the follow-up that is filed, unless anything says that it should stay."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from corrections.scene import NOTE, PITCH, PITCHES
from notworking.cli.passes import tally_sentence
from predecessors.conftest import CHAD, DAY, KEYWORD, LANE, Desk

pytestmark = pytest.mark.dovecot

DALE = PITCH.replace("chad@pipelinehero.example", "dale@otherfirm.example").replace(
    "{id}@pipelinehero.example", "{id}@otherfirm.example"
)
MOVED = "$notworkingmoved"


def test_the_doubt_about_the_first_is_gone_when_the_second_is_filed(
    desk: Callable[..., Desk],
) -> None:
    """Nobody could know the first time; the second mail tells, and both leave the inbox."""
    at = desk()
    first = at.unsure()

    second = at.follow_up()

    assert at.where(first, second) == [[PITCHES], [PITCHES]]
    before, after = at.verdicts(first)
    assert (before.decision, after.decision) == ("unsure", "file")
    assert (after.decided_by, after.category) == ("its follow-up", "pitch")
    assert (after.clues, after.score) == (before.clues, before.score)
    assert after.because == (
        "Unsure when it came on 2 November 2026; filed with their mail of 5 November 2026"
    )


def test_it_counts_as_moved_and_stays_unread(desk: Callable[..., Desk]) -> None:
    """The tally of a pass and the log tell all that left the inbox; nothing is marked as read."""
    at = desk()
    first = at.unsure()
    at.deliver_follow_up()

    tally = at.scene.one_pass()

    assert (tally.seen, tally.filed, tally.moved, tally.unsure) == (1, 2, 2, 0)
    assert tally.from_before == 1
    assert tally_sentence("home", "move", tally) == (
        "home: 1 new message, 2 moved, 1 of them unsure before, 0 unsure."
    )
    assert at.flags(first, PITCHES) == {MOVED}


def test_all_their_unsure_mail_goes_in_one_pass(desk: Callable[..., Desk]) -> None:
    """A slow sequence leaves more than one behind."""
    at = desk()
    first, second = at.unsure(), at.unsure()

    third = at.follow_up()

    assert at.where(first, second, third) == [[PITCHES]] * 3


def test_a_second_pass_does_nothing_more(desk: Callable[..., Desk]) -> None:
    """Exactly once: what went along is not learned from, judged anew or moved again."""
    at = desk()
    first = at.unsure()
    at.follow_up()

    at.scene.pass_twice()
    tally = at.scene.pass_twice()

    assert at.where(first) == [[PITCHES]]
    assert tally.corrections == 0
    assert at.scene.taught() == []
    assert len(at.verdicts(first)) == 2


def weekend(at: Desk, cutoff: float) -> tuple[str, str]:
    """Have a bare bump and a pitch of one person come without a daemon, then make one pass."""
    at.set_up(cutoff=cutoff)
    bump = at.scene.write(CHAD, "Any thoughts on my last note?", name="Chad Merrill")
    at.scene.later(DAY)
    pitch = at.scene.deliver()
    at.scene.one_pass()
    return bump, pitch


@pytest.mark.parametrize(("flag", "place"), [("", PITCHES), ("\\Seen", "INBOX")])
def test_mail_that_came_together_goes_together(
    desk: Callable[..., Desk], flag: str, place: str
) -> None:
    """After a weekend, or on the first start, both lie there: it makes no difference."""
    measured = desk()
    scores = [measured.verdicts(one)[-1].score for one in weekend(measured, 1.0)]
    assert scores[0] < scores[1]
    at = desk()
    at.set_up(cutoff=sum(scores) / 2)
    bump = at.scene.write(CHAD, "Any thoughts on my last note?", name="Chad Merrill")
    if flag:
        at.set_flag(bump, flag)
    at.scene.later(DAY)
    pitch = at.scene.deliver()

    tally = at.scene.one_pass()

    assert at.where(bump, pitch) == [[place], [PITCHES]]
    assert (tally.filed, tally.unsure) == ((2, 0) if place == PITCHES else (1, 1))
    [verdict] = at.verdicts(bump)
    assert (verdict.decided_by == "its follow-up") == (place == PITCHES)


@pytest.mark.parametrize("flag", ["\\Seen", "\\Answered", "\\Flagged", "$label1", "$Forwarded"])
def test_what_the_user_has_touched_stays(desk: Callable[..., Desk], flag: str) -> None:
    """Whoever opened, answered, starred or labelled it may be keeping it for later."""
    at = desk()
    first = at.unsure()
    at.set_flag(first, flag)

    second = at.follow_up()

    assert at.where(first, second) == [["INBOX"], [PITCHES]]
    assert [one.decision for one in at.verdicts(first)] == ["unsure"]


def test_a_keyword_of_a_program_says_nothing(desk: Callable[..., Desk]) -> None:
    """Mail programs mark all mail as not junk, read or not."""
    at = desk()
    first = at.unsure()
    at.set_flag(first, "NonJunk")

    at.follow_up()

    assert at.where(first) == [[PITCHES]]


def test_other_people_s_mail_stays(desk: Callable[..., Desk]) -> None:
    """What one person sells proves nothing about another."""
    at = desk()
    theirs = at.unsure(DALE)

    at.follow_up()

    assert at.where(theirs) == [["INBOX"]]


def test_what_was_kept_stays(desk: Callable[..., Desk]) -> None:
    """Mail that was judged genuine was never in doubt."""
    at = desk()
    at.set_up(cutoff=0.3)
    note = at.scene.deliver(NOTE.replace("Nadia Petrova <nadia@harbourline.example>", CHAD))
    at.scene.one_pass()
    at.scene.later(DAY)

    second = at.follow_up()

    assert at.where(note, second) == [["INBOX"], [PITCHES]]
    assert [one.decision for one in at.verdicts(note)] == ["keep"]


@pytest.mark.parametrize(("days", "place"), [(26, PITCHES), (28, "INBOX")])
def test_after_thirty_days_it_stays(desk: Callable[..., Desk], days: int, place: str) -> None:
    """It came three days before: 29 days are one sequence, 31 are not."""
    at = desk()
    first = at.unsure()
    at.scene.later(timedelta(days=days))

    at.follow_up()

    assert at.where(first) == [[place]]


def test_a_rule_s_filing_takes_nothing_along(desk: Callable[..., Desk]) -> None:
    """The user's rule speaks of the mail it names, and of no other."""
    at = desk()
    first = at.unsure()
    at.set_up(
        cutoff=1.0,
        rules=f'[[rule]]\nname = "chad"\nwhen.from = "{CHAD}"\nthen.file = "pitch"\n',
    )

    second = at.scene.deliver()
    at.scene.one_pass()

    assert at.where(first, second) == [["INBOX"], [PITCHES]]


def test_what_a_rule_has_lowered_stays(desk: Callable[..., Desk]) -> None:
    """A rule that lowers the score is the user's word on that mail, even if it is unsure yet."""
    at = desk()
    at.set_up(
        cutoff=1.0,
        rules=f'[[rule]]\nname = "chad"\nwhen.from = "{CHAD}"\nthen.lower = 0.1\n',
    )
    first = at.scene.deliver()
    at.scene.one_pass()
    [before] = at.verdicts(first)
    assert (before.rule, before.decision, before.decided_by) == ("chad", "unsure", "score")
    at.scene.later(DAY)

    second = at.follow_up()

    assert at.where(first, second) == [["INBOX"], [PITCHES]]


def test_what_the_user_moved_stays_where_they_put_it(desk: Callable[..., Desk]) -> None:
    """It is looked for only where it was left."""
    at = desk()
    first = at.unsure()
    at.scene.move(first, "INBOX", "Later")

    at.follow_up()

    assert at.where(first) == [["Later"]]


def test_what_was_undone_stays(desk: Callable[..., Desk]) -> None:
    """Promise 4: it went along once, and was put back; no later mail of theirs takes it again."""
    at = desk()
    first = at.unsure()
    at.follow_up()
    at.undo(first)
    at.scene.pass_twice()

    third = at.follow_up()

    assert at.where(first) == [["INBOX"]]
    assert at.where(third) == [[PITCHES]]
    assert at.verdicts(first)[-1].decided_by == "pinned"


def test_somebody_i_wrote_to_since_is_known(desk: Callable[..., Desk]) -> None:
    """Promise 3: neither the next mail nor the one before it is filed."""
    at = desk()
    first = at.unsure()
    at.scene.answer(CHAD)
    at.scene.later(DAY)

    second = at.follow_up()

    assert at.where(first, second) == [["INBOX"], ["INBOX"]]


def test_what_came_before_i_asked_them_to_stop_stays(desk: Callable[..., Desk]) -> None:
    """With `file_opted_out` their next mail is filed; that I wrote to them since still holds."""
    at = desk()
    first = at.unsure()
    at.scene.answer(CHAD, "Please stop writing to me. Unsubscribe me.")
    at.scene.later(DAY)
    at.set_up(cutoff=0.3)
    text = at.scene.home.config.read_text(encoding="utf-8")
    with_it = text.replace("[cutoffs]\n", "[cutoffs]\nfile_opted_out = true\n")
    at.scene.home.config.write_text(with_it, encoding="utf-8")

    second = at.scene.deliver()
    at.scene.one_pass()

    assert at.where(first, second) == [["INBOX"], [PITCHES]]


def test_a_forger_cannot_move_mail(desk: Callable[..., Desk]) -> None:
    """Whoever writes in Chad's name, as the server says, proves nothing about Chad."""
    at = desk(more='authserv_ids = ["mx.example.com"]')
    first = at.unsure()
    forged = "Authentication-Results: mx.example.com; dmarc=fail header.from=pipelinehero.example\n"

    second = at.follow_up(forged + PITCH)

    assert at.where(first, second) == [["INBOX"], [PITCHES]]


def test_it_can_be_switched_off(desk: Callable[..., Desk]) -> None:
    """`unsure_follows = false`: what is unsure stays, whatever follows."""
    at = desk(more="unsure_follows = false")
    first = at.unsure()

    second = at.follow_up()

    assert at.where(first, second) == [["INBOX"], [PITCHES]]


def test_shadow_mode_records_it_and_touches_nothing(desk: Callable[..., Desk]) -> None:
    """Promise 8: it shows what it would do."""
    at = desk(mode="shadow")
    first = at.unsure()

    second = at.follow_up()

    assert at.where(first, second) == [["INBOX"], ["INBOX"]]
    assert at.flags(first) == set()
    assert [one.decision for one in at.verdicts(first)] == ["unsure", "file"]
    with at.scene.store() as store:
        assert store.review.standing_moves("home") == []


def test_flag_mode_flags_it(desk: Callable[..., Desk]) -> None:
    """Where nothing moves the keyword takes the folder's place, for the mail before it too."""
    at = desk(mode="flag")
    first = at.unsure()

    second = at.follow_up()

    assert at.where(first, second) == [["INBOX"], ["INBOX"]]
    assert at.flags(first) == at.flags(second) == {"$networking"}


@pytest.mark.parametrize(
    ("mode", "place", "marks"), [("move", PITCHES, {MOVED}), ("flag", "INBOX", {"$networking"})]
)
def test_the_mark_of_the_unsure_is_taken_off(
    desk: Callable[..., Desk], mode: str, place: str, marks: set[str]
) -> None:
    """It is unsure no longer; and no undo looks for a mark that is gone."""
    at = desk(KEYWORD, mode=mode)
    first = at.unsure()
    assert at.flags(first) == {KEYWORD.lower()}

    at.follow_up()

    assert at.flags(first, place) == marks
    with at.scene.store() as store:
        standing = store.review.standing_moves("home")
    assert KEYWORD not in {one.target for one in standing}


def test_a_star_that_we_set_is_no_star_of_the_user_s(desk: Callable[..., Desk]) -> None:
    """With `unsure = "\\\\Flagged"` all unsure mail is starred: that says nothing, and goes."""
    at = desk("\\\\Flagged")
    first = at.unsure()
    assert at.flags(first) == {"\\flagged"}

    at.follow_up()

    assert at.flags(first, PITCHES) == {MOVED}


def test_from_the_folder_of_unsure_mail_it_moves_on(desk: Callable[..., Desk]) -> None:
    """There it waited, unread; the category's folder is where it belongs."""
    at = desk(LANE)
    first = at.unsure()
    assert at.where(first) == [[LANE]]

    second = at.follow_up()

    assert at.where(first, second) == [[PITCHES], [PITCHES]]
    at.scene.pass_twice()
    assert at.scene.taught() == []


def test_what_was_read_among_the_unsure_stays_there(desk: Callable[..., Desk]) -> None:
    """The folder of unsure mail is for looking through."""
    at = desk(LANE)
    first = at.unsure()
    at.set_flag(first, "\\Seen", LANE)

    at.follow_up()

    assert at.where(first) == [[LANE]]


def test_it_is_reviewed_no_longer(desk: Callable[..., Desk]) -> None:
    """There is no doubt left to ask about."""
    at = desk()
    first = at.unsure()
    assert "unsure" in at.program("review")

    at.follow_up()

    number = at.verdicts(first)[-1].short_id
    listed = at.program("review")
    assert at.verdicts(first)[0].short_id not in listed
    assert number not in listed


def test_a_new_uidvalidity_takes_nothing_along(desk: Callable[..., Desk]) -> None:
    """UIDs mean nothing any more: whatever bears the old number now is another message."""
    at = desk(more='inbox = ["Post"]')
    with at.scene.client() as client:
        client.create_folder("Post")
    at.set_up(cutoff=1.0)
    first = at.scene.deliver(mailbox="Post")
    at.scene.one_pass()
    at.scene.later(DAY)
    with at.scene.client() as client:
        client.rename_folder("Post", "Old")
        client.create_folder("Post")
    other = at.scene.deliver(NOTE, mailbox="Post")
    at.set_up(cutoff=0.3)
    second = at.scene.deliver(mailbox="Post")

    at.scene.one_pass()

    assert at.where(first, other, second) == [["Old"], ["Post"], [PITCHES]]
