"""Reading corrections on lesser servers, and how little a quiet mailbox is asked."""

from __future__ import annotations

import threading

import pytest

from corrections.scene import EVENTS, NOTE, PITCHES, Scene
from imap.proxy import Meddling, between
from notworking import app
from notworking.desk import Tally

pytestmark = pytest.mark.dovecot

LESSER = [
    '["LIST-STATUS"]',
    '["CONDSTORE"]',
    '["UIDPLUS", "MOVE"]',
    '["LIST-STATUS", "CONDSTORE", "UIDPLUS", "MOVE"]',
]


@pytest.mark.parametrize("lacking", LESSER)
def test_corrections_are_read_on_lesser_servers(scene: Scene, lacking: str) -> None:
    """Without being told new UIDs, without change numbers, one STATUS at a time."""
    scene.home.write_config(extra=f"ignore_capabilities = {lacking}\n")
    back, other = scene.deliver(), scene.deliver()
    note = scene.deliver(NOTE)
    scene.one_pass()
    with scene.client() as client:  # what a server without UIDPLUS leaves is marked, not removed
        client.select_folder("INBOX")
        client.expunge()
    scene.pass_twice()
    assert scene.taught() == []
    scene.move(back, PITCHES, "INBOX")
    scene.move(other, PITCHES, EVENTS)
    scene.move(note, "INBOX", PITCHES)

    scene.pass_twice()

    assert sorted(scene.taught()) == [("", "pitch"), ("pitch", "event"), ("pitch", "genuine")]


def test_a_copy_is_told_from_a_move_without_uidplus(scene: Scene) -> None:
    """The server never said where our move arrived; the original is found by looking."""
    scene.home.write_config(extra='ignore_capabilities = ["UIDPLUS", "CONDSTORE"]\n')
    pitch = scene.deliver()
    scene.one_pass()
    scene.later()
    with scene.client() as client:
        client.select_folder(PITCHES)
        client.copy(client.search("ALL"), "INBOX")
    scene.pass_twice()
    assert scene.taught() == []

    with scene.client() as client:
        client.select_folder(PITCHES)
        client.delete_messages(client.search("ALL"))
        client.expunge()
    scene.pass_twice()

    assert scene.where(pitch) == ["INBOX"]
    assert scene.taught() == [("pitch", "genuine")]


def through(scene: Scene, port: int) -> None:
    """Have the daemon connect to that port."""
    own = scene.home.running.server().port
    text = scene.home.config.read_text(encoding="utf-8")
    scene.home.config.write_text(text.replace(f"port = {own}", f"port = {port}"), encoding="utf-8")


def test_a_server_without_keywords_works_from_memory(scene: Scene) -> None:
    """Exchange keeps no keywords: nothing is marked, and everything else is as ever."""
    meddling = Meddling(answered=lambda data: data.replace(rb" \*)", b")"))
    with between(scene.home.running.server(), meddling) as server:
        through(scene, server.port)
        pitch = scene.deliver()
        scene.one_pass()
        scene.later()
        scene.move(pitch, PITCHES, "INBOX")
        scene.pass_twice()
        scene.pass_twice()

    assert scene.where(pitch) == ["INBOX"]
    assert scene.taught() == [("pitch", "genuine")]
    assert scene.keywords("INBOX") == [set()]


def test_a_quiet_mailbox_is_asked_once(scene: Scene) -> None:
    """News, one LIST with STATUS for all folders, the inbox as before: nothing is fetched."""
    for number in range(3):
        scene.deliver(NOTE.replace("keys", f"keys {number}"), f"Folder {number}")
    meddling = Meddling()
    with between(scene.home.running.server(), meddling) as server:
        through(scene, server.port)
        house = scene.home.open()
        worker = app.worker_of(house, house.config.accounts[0], clock=lambda: scene.now)
        worker.poll(threading.Event())
        worker.poll(threading.Event())
        before = len(meddling.lines)
        assert worker.poll(threading.Event()) == Tally()
        worker.close()
        house.close()
    asked = [line.split()[1].decode() for line in meddling.lines[before:]]

    assert [word for word in asked if word != "LOGOUT"] == ["NOOP", "LIST", "EXAMINE", "UID"]
    assert b"SEARCH" in meddling.lines[before + 3]
