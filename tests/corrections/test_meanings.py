"""Each row of the table of meanings, with the moves that real clients make, on a real server."""

from __future__ import annotations

from datetime import timedelta

import pytest

from corrections.scene import EVENTS, GRACE, NOTE, PITCHES, WAYS, Scene
from notworking.people.person import address_identity
from notworking.store.places import SightingState

pytestmark = pytest.mark.dovecot


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("target", ["INBOX", "Archive", "Projects"])
def test_put_back_is_not_ours(scene: Scene, way: str, target: str) -> None:
    """Row 1: unlearned, learned as genuine, pinned, the sender known, whatever the client does."""
    pitch = scene.deliver()
    scene.one_pass()
    scene.later()
    scene.move(pitch, PITCHES, target, way)

    tally = scene.pass_twice()

    assert scene.taught() == [("pitch", "genuine")]
    assert scene.where(pitch) == [target]
    assert tally.corrections == 1
    with scene.store() as store:
        found = store.review.find(pitch)
        assert found is not None
        pinned = store.pins.pinned(
            "home",
            digests=[found.digest],
            threads=[found.thread],
            senders=["chad@pipelinehero.example"],
        )
        known = store.ledger.events_of([address_identity("chad@pipelinehero.example")])
    assert "moved back" in {one.detail for some in known.values() for one in some}
    assert (len(pinned.digests), len(pinned.threads), len(pinned.senders)) == (1, 1, 1)


@pytest.mark.parametrize("way", WAYS)
def test_another_category_replaces_the_first(scene: Scene, way: str) -> None:
    """Row 2: unlearn X, learn Y; the message has one label at most."""
    pitch = scene.deliver()
    scene.one_pass()
    scene.later()
    scene.move(pitch, PITCHES, EVENTS, way)

    scene.pass_twice()

    assert scene.taught() == [("pitch", "event")]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("source", ["INBOX", "Archive"])
def test_what_the_user_filed_is_learned(scene: Scene, way: str, source: str) -> None:
    """Row 3: in a category's folder, and we did not move it."""
    received = f"Received: by mx.example.com; {scene.now:%a, %d %b %Y %H:%M:%S} +0000\n"
    note = scene.deliver(received + NOTE, source)
    scene.one_pass()
    scene.later(timedelta(hours=2))
    scene.one_pass()
    scene.later()
    scene.move(note, source, PITCHES, way)

    scene.pass_twice()

    assert scene.taught() == [("", "pitch")]


def test_junk_is_plain_spam(scene: Scene) -> None:
    """Row 4: what we left and the user threw into Junk is none of ours."""
    note = scene.deliver(NOTE)
    scene.one_pass()
    scene.later()
    scene.move(note, "INBOX", "Junk")

    scene.pass_twice()

    assert scene.taught() == []


def test_junk_is_learned_when_the_model_thought_it_ours(scene: Scene) -> None:
    """Row 4, the exception: the model had it right, and was only held back."""
    scene.home.write_config(rules="", extra='[cutoffs]\npitch = "never"\n')
    pitch = scene.deliver()
    scene.one_pass()
    assert scene.where(pitch) == ["INBOX"]
    scene.later()
    scene.move(pitch, "INBOX", "Junk")

    scene.pass_twice()

    assert scene.taught() == [("", "pitch")]


@pytest.mark.parametrize("way", WAYS)
def test_trash_means_nothing(scene: Scene, way: str) -> None:
    """Row 5: people delete everything, what was filed and what was not."""
    pitch, note = scene.deliver(), scene.deliver(NOTE)
    scene.one_pass()
    scene.later()
    scene.move(pitch, PITCHES, "Trash", way)
    scene.move(note, "INBOX", "Trash", way)

    scene.pass_twice()

    assert scene.taught() == []


def test_gone_means_nothing(scene: Scene) -> None:
    """Row 5: deleted for good."""
    scene.deliver()
    scene.one_pass()
    with scene.client() as client:
        client.select_folder(PITCHES)
        client.delete_messages(client.search("ALL"))
        client.expunge()

    scene.pass_twice()

    assert scene.taught() == []


def test_before_the_grace_window_is_over_nothing_is_learned(scene: Scene) -> None:
    """Row 6: it may move on."""
    pitch = scene.deliver()
    scene.one_pass()
    scene.later()
    scene.move(pitch, PITCHES, "INBOX")
    scene.one_pass()
    scene.later(timedelta(minutes=9))
    scene.one_pass()

    assert scene.taught() == []
    assert scene.where(pitch) == ["INBOX"], "it was filed again while it rested"


@pytest.mark.parametrize("way", WAYS)
def test_there_and_back_means_nothing(scene: Scene, way: str) -> None:
    """Row 6: back and forth, only where it rests counts."""
    pitch = scene.deliver()
    scene.one_pass()
    scene.later()
    scene.move(pitch, PITCHES, "INBOX", way)
    scene.one_pass()
    scene.later(timedelta(minutes=5))
    scene.move(pitch, "INBOX", PITCHES, way)

    scene.pass_twice()

    assert scene.taught() == []
    assert scene.sightings(SightingState.RESTING) == []


def test_only_the_last_place_counts(scene: Scene) -> None:
    """Row 6: on the way from one category to another it lay in the inbox for a while."""
    pitch = scene.deliver()
    scene.one_pass()
    scene.later()
    scene.move(pitch, PITCHES, "INBOX")
    scene.one_pass()
    scene.later(timedelta(minutes=5))
    scene.move(pitch, "INBOX", EVENTS)

    scene.pass_twice()

    assert scene.taught() == [("pitch", "event")]


def test_our_own_moves_are_no_corrections(scene: Scene) -> None:
    """Row 7: what we filed lies where we filed it."""
    for _ in range(3):
        scene.deliver()
    scene.one_pass()
    scene.pass_twice()

    assert scene.taught() == []


def test_our_own_undo_is_no_correction(scene: Scene) -> None:
    """Row 7: undo takes back; whoever wants to teach says so."""
    from notworking import app

    pitch = scene.deliver()
    scene.one_pass()
    house = scene.home.open()
    worker = app.worker_of(house, house.config.accounts[0], clock=lambda: scene.now)
    with scene.store() as store:
        found = store.review.find(pitch)
        assert found is not None
        worker.undo(store.review.moves_to_undo(judged_id=found.id))
    worker.close()
    house.close()

    scene.pass_twice()

    assert scene.where(pitch) == ["INBOX"]
    assert scene.taught() == []


def test_another_daemons_moves_are_no_corrections(scene: Scene) -> None:
    """Row 7: a second Notworking, or this one with a new database, put it there."""
    note = scene.deliver(NOTE)
    scene.one_pass()
    with scene.client() as client:
        client.select_folder("INBOX")
        client.add_flags(client.search("ALL"), ["$NotworkingMoved"])
    scene.later()
    scene.move(note, "INBOX", PITCHES)

    scene.pass_twice()

    assert scene.taught() == []


def test_a_mass_move_asks_first(scene: Scene) -> None:
    """Row 7: a client that tidies up is no teacher, until the user says so."""
    scene.home.write_config(extra="[learning]\nmass = 3\n")
    notes = [scene.write(f"p{number}@example.org", f"Note {number}.") for number in range(4)]
    scene.one_pass()
    scene.later()
    for note in notes:
        scene.move(note, "INBOX", PITCHES)

    tally = scene.pass_twice()

    assert (tally.corrections, scene.taught()) == (0, [])
    assert len(scene.sightings(SightingState.ASKS)) == 4
    scene.pass_twice()
    assert len(scene.sightings(SightingState.ASKS)) == 4, "the question was forgotten"


@pytest.mark.parametrize("is_accepted", [True, False])
def test_the_answer_to_a_mass_move_is_followed(scene: Scene, is_accepted: bool) -> None:
    """Accepted, it is learned whole at the next pass; refused, never."""
    from notworking.corrections.answers import accept_mass, asking, refuse_mass

    scene.home.write_config(extra="[learning]\nmass = 3\n")
    notes = [scene.write(f"p{number}@example.org", f"Note {number}.") for number in range(4)]
    scene.one_pass()
    scene.later()
    for note in notes:
        scene.move(note, "INBOX", PITCHES)
    scene.pass_twice()

    with scene.store() as store:
        assert asking(store.places, "home") == 4
        answer = accept_mass if is_accepted else refuse_mass
        assert answer(store.places, "home", at=scene.now) == 4
    scene.later()
    scene.one_pass()

    assert scene.taught() == [("", "pitch")] * (4 if is_accepted else 0)
    assert scene.sightings(SightingState.ASKS) == []


def test_a_copy_is_no_move_until_the_original_is_gone(scene: Scene) -> None:
    """Some clients copy first and delete much later; some users only copy."""
    pitch = scene.deliver()
    scene.one_pass()
    scene.later()
    with scene.client() as client:
        client.select_folder(PITCHES)
        client.copy(client.search("ALL"), "INBOX")
    scene.pass_twice()
    scene.pass_twice()
    assert scene.taught() == []

    with scene.client() as client:
        client.select_folder(PITCHES)
        client.delete_messages(client.search("ALL"))
        client.expunge()
    scene.later(GRACE)
    scene.one_pass()

    assert scene.where(pitch) == ["INBOX"]
    assert scene.taught() == [("pitch", "genuine")]
