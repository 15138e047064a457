"""The user's word outlives UIDs, folders and the database; writing to somebody takes it back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from corrections.scene import NOTE, PITCH, PITCHES, Scene
from notworking.corrections.clearing import offered
from notworking.store.places import SightingState

pytestmark = pytest.mark.dovecot


def put_back(scene: Scene) -> str:
    """File a pitch, have the user put it back, and let that be learned."""
    pitch = scene.deliver()
    scene.one_pass()
    scene.later()
    scene.move(pitch, PITCHES, "INBOX")
    scene.pass_twice()
    return pitch


def renew(scene: Scene, mailbox: str) -> None:
    """Give a mailbox a new UIDVALIDITY, as a restored backup or a moved server does."""
    with scene.client() as client:
        old = f"{mailbox} old"
        client.rename_folder(mailbox, old)
        client.create_folder(mailbox)
        client.select_folder(old)
        uids = client.search("ALL")
        if uids:
            client.copy(uids, mailbox)
        client.delete_folder(old)


def forget_everything(scene: Scene) -> None:
    """Delete the database, as whoever moves to another machine does."""
    for path in (scene.home.directory / "data").glob("notworking.db*"):
        path.unlink()


def test_pins_survive_new_uids(scene: Scene) -> None:
    """A UIDVALIDITY change makes every message look new; what was put back still stays."""
    scene.home.write_config(extra='inbox = ["Mail"]\n')
    pitch = scene.deliver(PITCH, "Mail")
    scene.one_pass()
    scene.later()
    scene.move(pitch, PITCHES, "Mail")
    scene.pass_twice()

    renew(scene, "Mail")
    scene.pass_twice()

    assert scene.where(pitch) == ["Mail"]
    assert scene.taught() == [("pitch", "genuine")]


def test_new_uids_in_a_category_folder_are_no_corrections(scene: Scene) -> None:
    """What we filed, and what the user filed, has not moved because its numbers changed."""
    scene.deliver()
    note = scene.deliver(NOTE)
    scene.one_pass()
    scene.later()
    scene.move(note, "INBOX", PITCHES)
    scene.pass_twice()
    assert scene.taught() == [("", "pitch")]

    renew(scene, PITCHES)
    scene.pass_twice()
    scene.pass_twice()

    assert scene.taught() == [("", "pitch")]


def test_a_move_made_while_uids_changed_is_still_read(scene: Scene) -> None:
    """The inbox was restored meanwhile; where the message lies now is what counts."""
    scene.home.write_config(extra='inbox = ["Mail"]\n')
    pitch = scene.deliver(PITCH, "Mail")
    scene.one_pass()
    scene.later()
    scene.move(pitch, PITCHES, "Mail")
    renew(scene, "Mail")

    scene.pass_twice()

    assert scene.taught() == [("pitch", "genuine")]


def test_a_backup_put_beside_what_was_filed_is_no_correction(scene: Scene) -> None:
    """A restored inbox holds what we had filed from it: a copy, the filed one still lies there."""
    pitch = scene.deliver()
    scene.one_pass()
    scene.later()
    renew(scene, PITCHES)
    with scene.client() as client:
        client.select_folder(PITCHES)
        client.copy(client.search("ALL"), "INBOX")

    scene.pass_twice()
    scene.pass_twice()

    assert sorted(scene.where(pitch)) == ["INBOX", PITCHES]
    assert scene.taught() == []


def test_a_renamed_folder_moves_no_mail(scene: Scene) -> None:
    """The user tidies up folders; nobody touched a message."""
    for number in range(3):
        scene.deliver(NOTE.replace("keys", f"keys {number}"), "Projects")
    scene.deliver()
    scene.one_pass()
    scene.later()
    with scene.client() as client:
        client.rename_folder("Projects", "Old projects")
        client.rename_folder(PITCHES, "Networking/Sales")

    scene.pass_twice()

    assert scene.taught() == []


def test_what_was_put_back_stays_with_a_new_database(scene: Scene) -> None:
    """Kept as a keyword on the server: promise 4 outlives the machine."""
    pitch = put_back(scene)
    assert scene.keywords("INBOX") == [{"$NotworkingKeep"}]

    forget_everything(scene)
    scene.pass_twice()

    assert scene.where(pitch) == ["INBOX"]
    assert scene.verdict(pitch) == ("keep", "pinned")


def test_what_we_filed_is_not_taken_for_the_users_with_a_new_database(scene: Scene) -> None:
    """It bears our mark; what the user filed bears none and is learned again."""
    scene.deliver()
    note = scene.deliver(NOTE)
    scene.one_pass()
    scene.later()
    scene.move(note, "INBOX", PITCHES)
    scene.pass_twice()
    assert scene.keywords(PITCHES) == [{"$NotworkingMoved"}, set()]

    forget_everything(scene)
    scene.later(timedelta(hours=1))
    scene.pass_twice()

    assert scene.taught() == [("", "pitch")]


def test_what_was_moved_back_before_the_database_was_lost_stays(scene: Scene) -> None:
    """It lies in the inbox with our mark on it: somebody put it there."""
    pitch = scene.deliver()
    scene.one_pass()
    scene.later()
    scene.move(pitch, PITCHES, "INBOX")

    forget_everything(scene)
    scene.pass_twice()

    assert scene.where(pitch) == ["INBOX"]


def test_mail_that_lay_in_a_category_folder_before_is_learned(scene: Scene) -> None:
    """On the first look at such a folder: the user sorted it by hand, for years perhaps."""
    scene.deliver(NOTE, PITCHES)
    scene.deliver(NOTE.replace("keys", "books"), "Projects")
    scene.later(timedelta(days=3))

    scene.pass_twice()

    assert scene.taught() == [("", "pitch")]


def test_a_folder_made_for_what_was_put_back_is_read_at_once(scene: Scene) -> None:
    """People make a folder and drag mail into it; that it is new makes the move no less theirs."""
    pitch = scene.deliver()
    scene.one_pass()
    scene.later()
    scene.move(pitch, PITCHES, "Suppliers")

    scene.pass_twice()

    assert scene.taught() == [("pitch", "genuine")]


def test_a_pass_that_breaks_off_between_two_steps_loses_no_correction(scene: Scene) -> None:
    """Seen, and then killed: the next pass goes on from what is written down."""
    pitch = scene.deliver()
    scene.one_pass()
    scene.later()
    scene.move(pitch, PITCHES, "INBOX")
    scene.one_pass()
    assert len(scene.sightings(SightingState.RESTING)) == 1
    with scene.store() as store:  # the look is repeated, as after a crash before it was noted
        store.places.forget("home", ["INBOX"])
    scene.later()
    scene.pass_twice()

    assert scene.taught() == [("pitch", "genuine")]


def test_writing_to_somebody_offers_their_filed_mail(scene: Scene) -> None:
    """They turned out to be worth an answer: what was filed of them may be too."""
    pitch = scene.deliver()
    scene.one_pass()
    scene.later()
    scene.answer("chad@pipelinehero.example")
    scene.one_pass()

    assert scene.where(pitch) == [PITCHES]
    with scene.store() as store:
        found = store.review.find(pitch)
        assert found is not None
        assert offered(store.notes, "home") == (found.id,)


def test_writing_to_somebody_brings_their_mail_back_if_wanted(scene: Scene) -> None:
    """Of the last 30 days, and that is no correction."""
    scene.home.write_config(extra="[learning]\nbring_back = true\n")
    old = scene.deliver()
    scene.one_pass()
    scene.later(timedelta(days=31))
    lately = scene.deliver(PITCH.replace("quick question", "ping"))
    scene.one_pass()
    scene.later()
    scene.answer("chad@pipelinehero.example")

    scene.pass_twice()
    scene.pass_twice()

    assert scene.where(lately) == ["INBOX"]
    assert scene.where(old) == [PITCHES]
    assert scene.taught() == []


def test_asking_to_stop_brings_nothing_back(scene: Scene) -> None:
    """An answer that says no is no welcome."""
    scene.home.write_config(extra="[learning]\nbring_back = true\n")
    pitch = scene.deliver()
    scene.one_pass()
    scene.later()
    scene.answer("chad@pipelinehero.example", "Please stop emailing me. Remove me from your list.")

    scene.pass_twice()

    assert scene.where(pitch) == [PITCHES]


def test_new_uids_do_not_make_a_rules_filing_the_users(scene: Scene) -> None:
    """Sieve put it there; that its number changed since does not mean that somebody moved it."""
    scene.deliver()
    scene.one_pass()
    scene.later(timedelta(hours=1))
    scene.one_pass()
    scene.deliver(NOTE, PITCHES)
    scene.later(timedelta(seconds=30))
    scene.pass_twice()

    scene.later(timedelta(hours=1))
    renew(scene, PITCHES)
    scene.pass_twice()

    assert scene.taught() == []
