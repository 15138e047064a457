"""What was just taught counts for the mail that is judged next, in the same pass."""

from __future__ import annotations

import threading

import pytest

from corrections.scene import PITCHES, Scene
from notworking import app

pytestmark = pytest.mark.dovecot


def test_new_mail_is_judged_by_what_was_taught_a_moment_before(scene: Scene) -> None:
    """One worker, one connection: the correction is learned and the next mail judged by it."""
    scene.home.write_config(rules="")
    house = scene.home.open()
    worker = app.worker_of(house, house.config.accounts[0], clock=lambda: scene.now)
    pitch = scene.deliver()
    worker.poll(threading.Event())
    assert scene.where(pitch) == [PITCHES]
    scene.later()
    scene.move(pitch, PITCHES, "INBOX")
    worker.poll(threading.Event())
    scene.later()
    again = scene.deliver()

    tally = worker.poll(threading.Event())
    worker.close()
    house.close()

    assert tally.corrections == 1
    assert scene.where(again) == ["INBOX"]
    with scene.store() as store:
        found = store.review.find(again)
    assert found is not None
    assert "+" in found.model, "the verdict names what was taught on top of the model"


def test_a_category_folder_is_looked_into_as_soon_as_it_is_made(scene: Scene) -> None:
    """The first move makes the folder; what the user drags there next is not left for an hour."""
    house = scene.home.open()
    worker = app.worker_of(house, house.config.accounts[0], clock=lambda: scene.now)
    scene.deliver()
    note = scene.write("maya@work.example")
    worker.poll(threading.Event())
    scene.later()
    scene.move(note, "INBOX", PITCHES)
    worker.poll(threading.Event())
    scene.later()

    tally = worker.poll(threading.Event())
    worker.close()
    house.close()

    assert tally.corrections == 1
    assert scene.taught() == [("", "pitch")]
