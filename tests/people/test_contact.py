"""Events of contact in direct mail: who wrote, who asked to stop, who introduced whom."""

from __future__ import annotations

import pytest

from notworking.people.contact import contact_events, thread_of
from notworking.people.event import Direction, Event, EventKind, Identity, IdentityKind
from people.samples import ADA, ME, NOW, mail

MINE, THEIRS = Direction.MINE, Direction.THEIRS
BOB = Identity(IdentityKind.ADDRESS, "bob@example.com")


def _mine(new: str = "Hello", **rest: object) -> tuple[Event, ...]:
    rest.setdefault("to", ("ada@engines.example.com",))
    message = mail("grace@example.org", name="Grace Hopper", new=new, **rest)  # type: ignore[arg-type]
    return contact_events(message, ME, NOW, direction=MINE)


def _introduction(new: str, *, verified: bool = True, known: Identity = BOB) -> tuple[Event, ...]:
    message = mail(
        "bob@example.com", name="Bob", to=("grace@example.org", "ada@engines.example.com"), new=new
    )
    return contact_events(
        message, ME, NOW, direction=THEIRS, verified=verified, is_known=lambda who: who == known
    )


def test_my_mail_counts_for_everyone_it_went_to() -> None:
    """To and Cc alike, with how many they were; my own copies are nobody."""
    told = _mine(to=("ada@engines.example.com", "grace+copy@example.org"), cc=("Bob@example.com",))

    assert [(one.kind, one.who, one.recipients) for one in told] == [
        (EventKind.WROTE, ADA, 2),
        (EventKind.WROTE, BOB, 2),
    ]


def test_only_an_answer_to_somebody_else_is_a_reply() -> None:
    """Following up on my own mail is no answer to theirs."""
    message = mail("grace@example.org", to=("ada@engines.example.com",), references=("a@x", "b@x"))

    (reply,) = contact_events(message, ME, NOW, direction=MINE)
    (own,) = contact_events(
        message, ME, NOW, direction=MINE, is_my_message=lambda one: one == "b@x"
    )

    assert (reply.is_reply, own.is_reply) == (True, False)


def test_their_follow_up_is_no_answer_to_me() -> None:
    """A sequence names its own earlier mails in References: only my Message-IDs make an answer."""
    message = mail(references=("their-first@x",))

    (event,) = contact_events(message, ME, NOW, direction=THEIRS)
    (answer,) = contact_events(
        message, ME, NOW, direction=THEIRS, is_my_message=lambda one: one == "their-first@x"
    )

    assert (event.is_reply, answer.is_reply) == (False, True)


def test_a_thread_is_its_root() -> None:
    """Both voices must fall into one thread, however deep."""
    root = mail(message_id="root@x")
    answer = mail(message_id="2@x", references=("root@x",))
    deeper = mail(message_id="3@x", references=("root@x", "2@x"))

    assert thread_of(root) == thread_of(answer) == thread_of(deeper)
    assert thread_of(mail(message_id="")) == ""
    assert "@" not in thread_of(root)


@pytest.mark.parametrize(
    "new",
    [
        "Please stop emailing me.",
        "Please remove me from your list.",
        "Don't contact me again.",
        "Unsubscribe me, please",
        "STOP",
        "Bitte schreiben Sie mir nicht mehr.",
        "Ich möchte keine weiteren E-Mails von Ihnen.",
        "Merci de ne plus me contacter.",
        "Ne me contactez plus.",
        "Por favor, no me escriba más.",
        "Dejen de enviarme correos.",
        "Não me envie mais mensagens.",
        "Parem de enviar e-mails.",
        "Non mi contatti più, per favore.",
        "Smettetela di scrivermi.",
        "Stuur me alstublieft geen mails meer.",
        "Verwijder mij uit uw bestand.",
    ],
)
def test_asking_to_stop_is_noted_in_seven_languages(new: str) -> None:
    """ "I asked him to stop": the ledger has to know when."""
    assert [one.kind for one in _mine(new)] == [EventKind.WROTE, EventKind.OPTED_OUT]


@pytest.mark.parametrize(
    "new",
    [
        "I'll stop by on Tuesday.",
        "Please don't contact the printer before Friday.",
        "Could you send me more emails from that thread?",
        "Ich schreibe Ihnen morgen mehr.",
        "Stop me if I said this before.",
        "Please remove the old file from the server.",
    ],
)
def test_ordinary_words_are_no_opt_out(new: str) -> None:
    """A friend must not become somebody I asked to stop."""
    assert [one.kind for one in _mine(new)] == [EventKind.WROTE]


@pytest.mark.parametrize(
    "new",
    [
        "Grace, meet Ada. Ada, meet Grace.",
        "I'd like to introduce Ada, who builds engines.",
        "You two should talk.",
        "Darf ich dir Ada vorstellen?",
        "Je te présente Ada.",
        "Te presento a Ada.",
        "Te apresento a Ada.",
        "Ti presento Ada.",
        "Mag ik je Ada voorstellen?",
    ],
)
def test_a_known_person_vouches_for_whom_they_introduce(new: str) -> None:
    """ "I'd add you if someone I know vouched for you", in seven languages."""
    wrote, vouched = _introduction(new)

    assert (vouched.kind, vouched.who, vouched.detail) == (
        EventKind.VOUCHED,
        ADA,
        "bob@example.com",
    )
    assert vouched.thread == wrote.thread != ""


def test_the_one_stranger_in_a_known_persons_mail_is_vouched_for_whatever_the_words() -> None:
    """People introduce in a thousand ways; it holds for this thread only, so it costs little."""
    told = _introduction("Ada knows all about cold storage, you need some.")
    assert [one.kind for one in told] == [EventKind.WROTE, EventKind.VOUCHED]


def test_several_copied_strangers_without_introduction_are_not_vouched_for() -> None:
    """Cc to a crowd happens in every office mail."""
    message = mail(
        "bob@example.com",
        name="Bob",
        to=("grace@example.org", "ada@engines.example.com", "carl@engines.example.com"),
        new="Minutes attached.",
    )
    told = contact_events(message, ME, NOW, direction=THEIRS, is_known=lambda who: who == BOB)
    assert [one.kind for one in told] == [EventKind.WROTE]


def test_strangers_and_forgers_cannot_introduce() -> None:
    """Two pitchers may introduce each other; a forged friend may introduce anybody."""
    words = "Grace, meet Ada."

    assert len(_introduction(words, known=ADA)) == 1
    assert len(_introduction(words, verified=False)) == 1


def test_list_mail_counts_as_sent_to_many() -> None:
    """A post to a list has one address in To and a thousand readers."""
    message = mail(
        to=("engines@lists.example.org",), headers=(("List-Id", "<engines.lists.example.org>"),)
    )

    (event,) = contact_events(message, ME, NOW, direction=THEIRS)

    assert event.recipients > 10


def test_machines_and_i_myself_are_no_counterpart() -> None:
    """A copy to myself or a receipt is no relationship."""
    for sender in ("noreply@example.com", "grace+x@example.org"):
        assert contact_events(mail(sender), ME, NOW, direction=THEIRS) == ()
    assert _mine(to=("grace.hopper+notes@gmail.com",)) == ()
