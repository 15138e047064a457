"""The fold from events to a relationship, and the facts and sentences made of it."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from notworking.people.event import Direction, Event, EventKind, Identity, IdentityKind
from notworking.people.facts import facts, sentences
from notworking.people.relationship import STRANGER, relate
from people.samples import ADA, NOW, days_ago, event

MINE, THEIRS = Direction.MINE, Direction.THEIRS

events = st.builds(
    Event,
    kind=st.sampled_from(EventKind),
    direction=st.sampled_from(Direction),
    who=st.sampled_from([ADA, Identity(IdentityKind.PROFILE, "linkedin:ada")]),
    at=st.integers(-10, 3000).map(days_ago),
    key=st.sampled_from("abcdefgh"),
    thread=st.sampled_from(["", "t1", "t2"]),
    detail=st.sampled_from(
        ["", "linkedin", "linkedin?", "xing", "config", "moved back", "linkedin reminder"]
    ),
    recipients=st.sampled_from([1, 2, 10, 11, 500]),
    is_reply=st.booleans(),
    verified=st.booleans(),
    label=st.sampled_from(["", "Ada", "Ada Lovelace"]),
)


@given(
    st.lists(events, max_size=12).flatmap(
        lambda told: st.tuples(st.just(told), st.permutations(told))
    )
)
def test_the_order_of_events_changes_nothing(both: tuple[list[Event], list[Event]]) -> None:
    """History is read newest first, mail oldest first, imports whenever: one ledger."""
    told, shuffled = both

    assert relate(told, now=NOW) == relate(shuffled, now=NOW)


@given(st.lists(events, max_size=10))
def test_the_same_events_twice_are_the_same_relationship(told: list[Event]) -> None:
    """Importing a file twice equals once."""
    assert relate([*told, *told], now=NOW) == relate(told, now=NOW)


@given(st.lists(events, max_size=12))
def test_figures_stay_in_their_ranges(told: list[Event]) -> None:
    """Cutoffs are set on these ranges."""
    relationship = relate(told, now=NOW)

    assert -1 < relationship.reciprocity < 1
    assert 0 <= relationship.strength <= 1
    assert sentences(relationship, NOW)


@given(
    st.lists(
        events.filter(lambda one: one.direction is THEIRS and one.kind is not EventKind.KNOWN),
        max_size=12,
    )
)
def test_nothing_they_do_makes_them_known(told: list[Event]) -> None:
    """The golden rule: only what I did counts; a pitch must not vouch for its follow-up."""
    relationship = relate(told, now=NOW)

    assert not relationship.is_known
    assert relationship.strength == 0


def test_no_events_are_a_stranger() -> None:
    """The default value is what an empty ledger says."""
    assert relate([], now=NOW) == STRANGER
    assert sentences(STRANGER, NOW) == ("You never wrote to them.",)


def test_writing_to_few_makes_known_and_to_many_does_not() -> None:
    """A newsletter I sent to a hundred people is no relationship with each."""
    few = relate([event(EventKind.WROTE, MINE, recipients=10)], now=NOW)
    many = relate([event(EventKind.WROTE, MINE, recipients=11)], now=NOW)

    assert (few.is_known, few.i_wrote) == (True, 1)
    assert (many.is_known, many.i_wrote, many.last_mine_at) == (False, 0, None)


def test_a_conversation_is_counted_each_way() -> None:
    """Threads with two voices, answers and latency are what a relationship is made of."""
    told = [
        event(EventKind.WROTE, THEIRS, days=10, thread="t", key="1"),
        event(EventKind.WROTE, MINE, days=9.75, thread="t", key="2", is_reply=True),
        event(EventKind.WROTE, THEIRS, days=9, thread="t", key="3", is_reply=True),
        event(EventKind.WROTE, THEIRS, days=2, thread="u", key="4", recipients=40),
        event(EventKind.RELAYED, THEIRS, days=1, key="5", detail="linkedin"),
    ]

    relationship = relate(told, now=NOW)

    assert (relationship.i_wrote, relationship.they_wrote, relationship.relayed) == (1, 3, 1)
    assert (relationship.i_replied, relationship.they_replied, relationship.two_voice_threads) == (
        1,
        1,
        1,
    )
    assert relationship.my_reply_hours == 6.0
    assert relationship.began is THEIRS
    assert relationship.i_was_one_of_many == 1
    assert relationship.their_mail_since_mine == 3
    assert (relationship.first_at, relationship.last_theirs_at) == (days_ago(10), days_ago(1))


def test_decay_makes_old_letters_weigh_less() -> None:
    """Somebody I wrote to ten years ago is known, and hardly a friend."""
    lately = relate([event(EventKind.WROTE, MINE, days=1)], now=NOW)
    long_ago = relate([event(EventKind.WROTE, MINE, days=3650)], now=NOW)

    assert long_ago.is_known
    assert long_ago.strength < lately.strength / 10


def test_taking_is_negative_giving_positive_and_both_balance() -> None:
    """Give as good as you get."""
    asks = [event(EventKind.ASKED, THEIRS, key=str(number)) for number in range(4)]
    offer = event(EventKind.OFFERED, THEIRS)

    assert -0.81 < relate(asks, now=NOW).reciprocity < -0.79
    assert relate([offer], now=NOW).reciprocity > 0.4
    assert abs(relate([asks[0], offer], now=NOW).reciprocity) < 0.01
    assert abs(relate([asks[0], event(EventKind.ASKED, MINE)], now=NOW).reciprocity) < 0.01


def test_a_connection_told_twice_is_one() -> None:
    """The mail says "accepted", the export repeats it a day off: one connection, who asked kept."""
    by_mail = event(EventKind.CONNECTED, MINE, days=30, detail="linkedin")
    by_export = event(EventKind.CONNECTED, THEIRS, days=30.5, detail="linkedin?")

    (connection,) = relate([by_mail, by_export], now=NOW).connections

    assert (connection.network, connection.asked_by, connection.at) == (
        "linkedin",
        MINE,
        days_ago(30.5),
    )


def test_who_asked_follows_from_their_invitation() -> None:
    """LinkedIn tells only the inviter of an acceptance; the export tells neither."""
    invited = event(EventKind.INVITED, THEIRS, days=31, detail="linkedin")
    exported = event(EventKind.CONNECTED, THEIRS, days=30, detail="linkedin?")

    assert relate([invited, exported], now=NOW).connections[0].asked_by is THEIRS
    assert relate([exported], now=NOW).connections[0].asked_by is None


def test_a_verified_connection_outranks_an_unverified_earlier_one() -> None:
    """A forger must not be able to move the clock back."""
    fake = event(EventKind.CONNECTED, MINE, days=400, detail="linkedin", verified=False)
    real = event(EventKind.CONNECTED, MINE, days=3, detail="linkedin")

    (connection,) = relate([fake, real], now=NOW).connections

    assert (connection.verified, connection.at) == (True, days_ago(3))


def test_an_opt_out_stands_until_i_write_again() -> None:
    """ "Please stop" from years ago says little about somebody I wrote to last week."""
    told = [
        event(EventKind.WROTE, MINE, days=20, key="stop"),
        event(EventKind.OPTED_OUT, MINE, days=20, key="stop"),
        event(EventKind.WROTE, THEIRS, days=10),
    ]
    again = event(EventKind.WROTE, MINE, days=5, key="hello")

    assert relate(told, now=NOW).opted_out_at == days_ago(20)
    assert relate([*told, again], now=NOW).opted_out_at is None


def test_the_fullest_name_is_shown() -> None:
    """An acceptance may say "Ada"; the invitation said "Ada Lovelace"."""
    told = [
        event(EventKind.INVITED, days=9, label="Ada Lovelace"),
        event(EventKind.WROTE, days=1, label="Ada"),
    ]

    assert relate(told, now=NOW).label == "Ada Lovelace"


def test_the_story_of_a_taker_in_sentences() -> None:
    """ "As soon as I accepted, he started to spam me": the ledger says it in two sentences."""
    told = [
        event(EventKind.INVITED, THEIRS, days=30, detail="linkedin"),
        event(EventKind.CONNECTED, THEIRS, days=29, detail="linkedin?"),
        *(
            event(EventKind.WROTE, THEIRS, days=number, key=f"w{number}")
            for number in (28, 21, 14, 7)
        ),
        *(event(EventKind.ASKED, THEIRS, days=number, key=f"w{number}") for number in (28, 21, 14)),
    ]

    assert sentences(relate(told, now=NOW), NOW) == (
        "You never wrote to them; they wrote 4 times.",
        "Connected on LinkedIn on 3 May 2026, they asked. 4 mails since, 3 asks, no offers.",
    )


def test_facts_of_the_first_mail_after_connecting() -> None:
    """An address that first writes days after connecting was harvested."""
    told = [event(EventKind.CONNECTED, THEIRS, days=2, detail="linkedin?")]

    found = facts(relate(told, now=NOW), now=NOW)

    assert found.days_since_connection == 2.0
    assert found.first_direct_mail_after_connecting
    assert found.follow_up_number == 0
    assert not found.is_known


def test_follow_ups_are_counted_within_a_sequence() -> None:
    """The third unanswered mail in a month is a sequence; one of three years ago is not part of it."""
    told = [event(EventKind.WROTE, THEIRS, days=number) for number in (14, 7, 900)]

    found = facts(relate(told, now=NOW), now=NOW)

    assert (found.follow_up_number, found.unanswered) == (2, 3)


def test_a_voucher_counts_in_its_thread_only() -> None:
    """An introduction opens one conversation, not the inbox for ever."""
    told = [event(EventKind.VOUCHED, THEIRS, thread="intro", detail="bob@example.com")]
    relationship = relate(told, now=NOW)

    assert facts(relationship, now=NOW, thread="intro").is_vouched
    assert not facts(relationship, now=NOW, thread="other").is_vouched
    assert not facts(relationship, now=NOW).is_vouched


def test_an_answer_to_my_circular_is_known_in_its_thread() -> None:
    """I wrote to a hundred and one answers: that thread is mine, the person not yet known."""
    relationship = relate([event(EventKind.WROTE, MINE, recipients=100, thread="mine")], now=NOW)

    assert facts(relationship, now=NOW, thread="mine").is_known
    assert not facts(relationship, now=NOW, thread="theirs").is_known


def test_sentences_tell_the_opt_out_and_that_they_went_on() -> None:
    """The user will want to see that they had said stop."""
    told = [
        event(EventKind.WROTE, MINE, days=20, key="stop"),
        event(EventKind.OPTED_OUT, MINE, days=20, key="stop"),
        event(EventKind.WROTE, THEIRS, days=10),
    ]

    assert "You asked them to stop on 12 May 2026; they went on." in sentences(
        relate(told, now=NOW), NOW
    )


def test_a_notice_from_the_future_does_not_break_the_decay() -> None:
    """Clocks differ; ages below zero count as zero."""
    ahead = relate([event(EventKind.WROTE, MINE, days=-3)], now=NOW)

    assert ahead.strength == relate([event(EventKind.WROTE, MINE, days=0)], now=NOW).strength
    assert facts(ahead, now=NOW + timedelta(days=1)).is_known
