"""What users of other filters complain about, each as a test that it does not happen here."""

from __future__ import annotations

from datetime import timedelta

import pytest

from corrections.scene import EVENTS, NOTE, PITCH, PITCHES, WAYS, Scene
from notworking.desk import Tally
from notworking.store.places import SightingState

pytestmark = pytest.mark.dovecot

FORGED = (
    "Authentication-Results: mx.example.com; dmarc=fail header.from=pipelinehero.example\n" + PITCH
)


_OFFER = (
    "We help agencies like yours book 20+ qualified sales calls a month without hiring SDRs.\n"
    "Would you be open to a 15-minute demo this week? https://calendly.com/tom/15min"
)


def put_back(scene: Scene, way: str = "move") -> str:
    """File a pitch, have the user put it back, and let that be learned."""
    pitch = scene.deliver()
    scene.one_pass()
    scene.later()
    scene.move(pitch, PITCHES, "INBOX", way)
    scene.pass_twice()
    return pitch


@pytest.mark.parametrize("way", WAYS)
def test_mail_moved_back_is_never_filed_again(scene: Scene, way: str) -> None:
    """At once, later, and when the UIDs of the inbox change: promise 4."""
    pitch = put_back(scene, way)
    for _ in range(2):
        scene.pass_twice()

    assert scene.where(pitch) == ["INBOX"]
    assert scene.taught() == [("pitch", "genuine")]


def test_the_senders_next_mail_stays_too(scene: Scene) -> None:
    """The rule that filed the first one would file the second: the pin is the later word."""
    put_back(scene)
    again = scene.deliver(PITCH.replace("quick question", "one more question"))

    scene.one_pass()

    assert scene.where(again) == ["INBOX"]
    assert scene.verdict(again) == ("keep", "pinned")


def test_junk_emptied_into_trash_teaches_nothing(scene: Scene) -> None:
    """Junk → Trash learned as genuine has ruined many a filter."""
    scene.home.write_config(rules="", extra='[cutoffs]\npitch = "never"\n')
    pitch = scene.deliver()
    scene.one_pass()
    scene.later()
    scene.move(pitch, "INBOX", "Junk")
    scene.pass_twice()
    scene.move(pitch, "Junk", "Trash")

    scene.pass_twice()

    assert scene.taught() == [("", "pitch")]


def test_mail_filed_by_us_and_junked_by_the_user_is_not_called_genuine(scene: Scene) -> None:
    """The user thinks even less of it than we did."""
    pitch = scene.deliver()
    scene.one_pass()
    scene.later()
    scene.move(pitch, PITCHES, "Junk")
    scene.pass_twice()
    scene.move(pitch, "Junk", "Trash")

    scene.pass_twice()

    assert scene.taught() == []


def test_what_was_learned_can_be_taken_back_by_moving(scene: Scene) -> None:
    """ "Already learned" must not block unlearning: there and back, and there again."""
    pitch = put_back(scene)
    scene.later()
    scene.move(pitch, "INBOX", EVENTS)
    scene.pass_twice()
    assert scene.taught() == [("genuine", "event")]

    scene.move(pitch, EVENTS, "INBOX")
    scene.pass_twice()

    assert scene.taught() == [("event", "genuine")]
    with scene.store() as store:
        assert store.pins.pinned("home", senders=["chad@pipelinehero.example"]).senders


def test_a_correction_can_be_seen_to_have_taught(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    """Nobody believes a filter that learns in silence: one line, and an example to list."""
    caplog.set_level("INFO", logger="notworking.corrections")
    put_back(scene)

    [told] = [one.getMessage() for one in caplog.records if "learned" in one.getMessage()]
    assert told == (
        'correction.learned account=home label="genuine" was="pitch" by=move forged=false'
    )
    with scene.store() as store:
        [example] = store.examples.all("home")
        assert example.taught_by == "move"
        assert example.place == "INBOX"
        assert example.judged_id is not None
        assert len(example.buckets) > 50
        assert "PipelineHero" not in repr(example)


def test_a_sieve_rule_is_not_taken_for_the_user(scene: Scene) -> None:
    """Mail that came straight into the folder was put there by a rule of the user's own."""
    scene.one_pass()
    scene.later(timedelta(hours=1))
    scene.deliver(NOTE, PITCHES)
    scene.later(timedelta(minutes=3))

    scene.pass_twice()

    assert scene.taught() == []


def test_a_clients_rule_is_not_taken_for_the_user(scene: Scene) -> None:
    """Within a minute of its arrival no reader moves mail: a client with a rule does."""
    scene.one_pass()
    scene.later()
    note = scene.deliver(NOTE)
    scene.one_pass()
    scene.later(timedelta(seconds=30))
    scene.move(note, "INBOX", PITCHES)

    scene.pass_twice()

    assert scene.taught() == []


@pytest.mark.parametrize("way", WAYS)
def test_whoever_was_in_a_junked_thread_is_not_blocked(scene: Scene, way: str) -> None:
    """A pattern must not blacklist a colleague because a pitch was sent to them too."""
    pitch = scene.write(
        "tom@vendor.example", "A quick call about your stack?", more="Cc: maya@work.example"
    )
    scene.one_pass()
    scene.later()
    scene.move(pitch, "INBOX", PITCHES, way)
    scene.pass_twice()

    in_thread = scene.write(
        "maya@work.example",
        "Do we need this? I would say no.",
        subject="Re: a word",
        more=f"In-Reply-To: <{pitch}>\nReferences: <{pitch}>",
    )
    alone = scene.write("maya@work.example", "Lunch at noon?")
    scene.one_pass()

    assert scene.where(in_thread) == ["INBOX"]
    assert scene.where(alone) == ["INBOX"]


def test_a_filed_sender_is_filed_from_now_on(scene: Scene) -> None:
    """Whoever drags mail into a folder wants that sender's next mail there, whatever it says."""
    first = scene.write("tom@vendor.example")
    scene.one_pass()
    scene.later()
    scene.move(first, "INBOX", PITCHES)
    scene.pass_twice()

    second = scene.write("tom@vendor.example", "Just bumping this up.", subject="bump")
    in_thread = scene.write(
        "ann@vendor.example",
        "Tom asked me to follow up.",
        subject="Re: a word",
        more=f"References: <{first}>",
    )
    scene.one_pass()

    assert scene.where(second) == [PITCHES]
    assert scene.verdict(second) == ("file", "taught")
    assert scene.where(in_thread) == [PITCHES]


def test_a_sender_i_have_since_answered_is_not_blocked(scene: Scene) -> None:
    """Writing to somebody takes the block back, by itself and at once."""
    first = scene.write("tom@vendor.example")
    scene.one_pass()
    scene.later()
    scene.move(first, "INBOX", PITCHES)
    scene.pass_twice()
    scene.later()
    scene.answer("tom@vendor.example")

    again = scene.write("tom@vendor.example", "Good, on Thursday then.", subject="Thursday")
    pitch = scene.write("tom@vendor.example", _OFFER, subject="the demo")
    scene.one_pass()

    assert scene.where(again) == ["INBOX"]
    assert scene.where(pitch) == ["INBOX"], "whatever it reads like, I wrote to them since"


def test_asking_to_stop_does_not_lift_the_block(scene: Scene) -> None:
    """ "Please take me off your list" is written to them, and is not a welcome."""
    first = scene.write("tom@vendor.example")
    scene.one_pass()
    scene.later()
    scene.move(first, "INBOX", PITCHES)
    scene.pass_twice()
    scene.later()
    scene.answer("tom@vendor.example", "Please stop emailing me and remove me from your list.")

    again = scene.write("tom@vendor.example", "One last try: 15 minutes for a demo?")
    scene.one_pass()

    assert scene.where(again) != ["INBOX"]


def test_a_friend_whose_invitation_i_filed_can_still_write(scene: Scene) -> None:
    """Of people I know, only what looks like networking follows the one message I filed."""
    scene.answer("maya@work.example")
    event = scene.write("maya@work.example", "Our meetup is on Friday.")
    scene.one_pass()
    scene.later()
    scene.move(event, "INBOX", EVENTS)
    scene.pass_twice()

    lunch = scene.write("maya@work.example", "Mum is better. Lunch on Sunday?", subject="Sunday")
    scene.one_pass()

    assert scene.where(lunch) == ["INBOX"]


def test_mail_that_waits_unsorted_in_the_inbox_is_not_learned(scene: Scene) -> None:
    """A nightly job that learns the inbox as genuine learns all the spam nobody has sorted yet."""
    scene.home.write_config(rules="", extra='[cutoffs]\npitch = "never"\n')
    for _ in range(3):
        scene.deliver()
        scene.deliver(NOTE)
    for _ in range(3):
        scene.pass_twice()
        scene.later(timedelta(days=1))

    assert scene.taught() == []


def test_a_domain_stays_when_three_of_its_senders_were_put_back(scene: Scene) -> None:
    """One colleague says little about a company; three who agree do. Two would not."""
    rules = '[[rule]]\nname = "all"\nwhen.from_domain = "work.example"\nthen.file = "pitch"\n'
    scene.home.write_config(rules=rules)
    for number, name in enumerate(("ann", "bea", "cem")):
        mail = scene.write(f"{name}@work.example", f"Minutes of meeting {number}.")
        scene.one_pass()
        scene.later()
        scene.move(mail, PITCHES, "INBOX")
        scene.pass_twice()
        with scene.store() as store:
            pinned = store.pins.pinned("home", domains=["work.example"]).domains
        assert bool(pinned) is (number == 2)

    fourth = scene.write("dan@work.example", "Hello from accounting.")
    scene.one_pass()
    assert scene.where(fourth) == ["INBOX"]


def test_a_vendor_is_filed_when_three_of_its_senders_were(scene: Scene) -> None:
    """Sales teams take turns; who was put there by hand three times over needs no fourth time."""
    for number, name in enumerate(("ann", "bea", "cem")):
        stranger = scene.write(f"{name}x@vendor.example", f"See you on Thursday, {name}.")
        scene.one_pass()
        assert scene.where(stranger) == ["INBOX"], f"filed after {number}"
        scene.later()
        scene.move(stranger, "INBOX", PITCHES)
        scene.pass_twice()

    fourth = scene.write("dan@vendor.example", "Keys are with the neighbour.")
    scene.one_pass()

    assert scene.where(fourth) == [PITCHES]
    assert scene.verdict(fourth) == ("file", "taught")


def test_free_mail_is_nobodys_domain(scene: Scene) -> None:
    """Three friends at one provider must not open the door to everybody there."""
    rules = '[[rule]]\nname = "all"\nwhen.from_domain = "gmail.com"\nthen.file = "pitch"\n'
    scene.home.write_config(rules=rules)
    for name in ("ann", "bea", "cem"):
        mail = scene.write(f"{name}.vale@gmail.com", f"Hello from {name}.")
        scene.one_pass()
        scene.later()
        scene.move(mail, PITCHES, "INBOX")
        scene.pass_twice()

    stranger = scene.write("dan.vale@gmail.com", "A word.")
    scene.one_pass()
    assert scene.where(stranger) == [PITCHES]


def test_forged_mail_teaches_nothing_about_whose_name_it_bears(scene: Scene) -> None:
    """Whoever forges a sender must not be able to have that sender pinned, or blocked."""
    scene.home.write_config(extra='authserv_ids = ["mx.example.com"]\n')
    forged = scene.deliver(FORGED)
    scene.one_pass()
    scene.later()
    scene.move(forged, PITCHES, "INBOX")
    scene.pass_twice()

    with scene.store() as store:
        [example] = store.examples.all("home")
        assert example.is_forged
        assert not store.pins.pinned("home", senders=["chad@pipelinehero.example"]).senders
        assert not store.examples.by_sender("home", ["chad@pipelinehero.example"])
    real = scene.deliver(PITCH.replace("quick question", "another one"))
    scene.one_pass()
    assert scene.where(real) == [PITCHES]
    assert scene.where(forged) == ["INBOX"], "the message itself stays: the user put it there"


def test_a_stolen_message_id_moves_no_one_elses_word(scene: Scene) -> None:
    """A Message-ID is the sender's to choose: only the digest says that it is the same mail."""
    pitch = scene.deliver()
    scene.one_pass()
    scene.later()
    stolen = NOTE.replace("<{id}@harbourline.example>", f"<{pitch}>")
    scene.deliver(stolen)
    scene.deliver(stolen, "Archive")

    scene.pass_twice()

    assert scene.taught() == []
    assert scene.sightings(SightingState.RESTING) == []


def test_quiet_mail_costs_one_status_and_changes_nothing(scene: Scene) -> None:
    """Two passes over quiet mail do nothing."""
    put_back(scene)
    scene.pass_twice()
    before = scene.taught()

    assert scene.one_pass() == Tally()
    scene.later(timedelta(days=1))
    assert scene.one_pass() == Tally()
    assert scene.taught() == before


def test_in_shadow_corrections_are_read_and_nothing_is_written(scene: Scene) -> None:
    """Promise 8: no keyword, no folder, no flag; what the user does by hand still teaches."""
    scene.home.write_config(mode="shadow")
    pitch = scene.deliver()
    scene.one_pass()
    scene.later()
    scene.move(pitch, "INBOX", PITCHES)

    scene.pass_twice()

    assert scene.taught() == [("", "pitch")]
    assert scene.keywords(PITCHES) == [set()]


def test_learning_can_be_switched_off(scene: Scene) -> None:
    """Then moves mean nothing, except that what was put back stays."""
    scene.home.write_config(extra="[learning]\nenabled = false\n")
    pitch = put_back(scene)
    scene.pass_twice()

    assert scene.taught() == []
    assert scene.where(pitch) == ["INBOX"]


def test_a_category_of_ones_own_is_taught_like_any_other(scene: Scene) -> None:
    """The folder is the label: what is dragged there is learned under the user's own name."""
    scene.home.write_config(
        extra='[[category]]\nname = "guest posts"\nfolder = "Networking/Guest posts"\n'
    )
    first = scene.write("tom@vendor.example")
    scene.one_pass()
    scene.later()
    scene.move(first, "INBOX", "Networking/Guest posts")
    scene.pass_twice()

    second = scene.write("tom@vendor.example", "Another idea of mine.", subject="an idea")
    scene.one_pass()

    assert scene.taught() == [("", "guest posts")]
    assert scene.where(second) == ["Networking/Guest posts"]
    scene.later()
    scene.move(second, "Networking/Guest posts", "INBOX")
    scene.pass_twice()
    assert scene.taught() == [("", "guest posts"), ("guest posts", "genuine")]


def test_my_own_answers_beside_filed_mail_teach_nothing(scene: Scene) -> None:
    """Some clients keep an answer in the folder of the mail it answers."""
    scene.deliver()
    scene.one_pass()
    scene.later(timedelta(hours=1))
    mine = NOTE.replace("Nadia Petrova <nadia@harbourline.example>", "Sam Okafor <{user}>")
    scene.deliver(mine, "Projects")
    scene.one_pass()
    scene.later(timedelta(hours=1))
    with scene.client() as client:
        client.select_folder("Projects")
        client.move(client.search("ALL"), PITCHES)

    scene.pass_twice()

    assert scene.taught() == []


def test_what_a_rule_filed_elsewhere_is_not_filed_there_again(scene: Scene) -> None:
    """The user's rule names a folder of theirs; the user's hand is the later word."""
    rules = (
        '[[rule]]\nname = "r"\nwhen.from_domain = "pipelinehero.example"\nthen.file = "Vendors"\n'
    )
    scene.home.write_config(rules=rules)
    pitch = scene.deliver()
    scene.one_pass()
    assert scene.where(pitch) == ["Vendors"]
    scene.later()
    scene.move(pitch, "Vendors", "INBOX")

    scene.pass_twice()
    scene.pass_twice()

    assert scene.where(pitch) == ["INBOX"]
    assert scene.taught() == [], "a rule's own folder says nothing about the kind of mail"
