"""Whatever user and daemon do, in whatever order: no mail is lost, and the user's word holds."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from corrections.scene import EVENTS, NOTE, PITCH, PITCHES, WAYS, Scene
from homes import RULES
from imap.proxy import Meddling, between
from notworking import app
from notworking.config.options import Folders
from notworking.desk import Tally
from notworking.errors import TemporaryError
from notworking.judge.verdict import NETWORKING

pytestmark = pytest.mark.dovecot

LABELS = {Folders().folder(category): category.value for category in NETWORKING}
PLACES = ("INBOX", "Archive", "Trash", PITCHES, EVENTS)


@dataclass(slots=True)
class Mail:
    """What the test knows of one message."""

    place: str
    stands_as: str = ""
    taught: str = ""
    is_moved: bool = False
    """The user moved it, and it has not rested since."""
    is_held: bool = False
    """The user moved it after it was filed: the daemon must not touch it again."""


class Machine(RuleBasedStateMachine):
    """The user, the daemon, and an oracle of a few lines."""

    make: Callable[[], Scene]

    def __init__(self) -> None:
        super().__init__()
        self.scene = type(self).make()
        self.mails: dict[str, Mail] = {}
        self.fresh: set[str] = set()
        """Delivered since the last whole pass."""

    @rule(is_pitch=st.booleans(), number=st.integers(0, 3))
    def deliver(self, is_pitch: bool, number: int) -> None:
        """New mail, of a company that a rule files, or of a friend's."""
        text = (PITCH if is_pitch else NOTE).replace("Subject: ", f"Subject: {number} ")
        found = self.scene.deliver(text)
        self.mails[found] = Mail("INBOX")
        self.fresh.add(found)

    @rule()
    def one_pass(self) -> None:
        """The daemon looks, learns what has rested, and judges what is new."""
        self.scene.later(timedelta(minutes=2))
        self.scene.one_pass()
        self._see()

    @rule(after=st.integers(500, 6_000))
    def broken_pass(self, after: int) -> None:
        """The line is cut at some byte of what the daemon says."""
        own = self.scene.home.running.server()
        with between(own, Meddling(cut_asked_after=after)) as server:
            text = self.scene.home.config.read_text(encoding="utf-8")
            other = text.replace(f"port = {own.port}", f"port = {server.port}")
            self.scene.home.config.write_text(other, encoding="utf-8")
            with contextlib.suppress(TemporaryError):
                self.scene.one_pass()
            self.scene.home.config.write_text(text, encoding="utf-8")

    @precondition(lambda self: self._seen())
    @rule(data=st.data(), place=st.sampled_from(PLACES), way=st.sampled_from(WAYS))
    def move(self, data: st.DataObject, place: str, way: str) -> None:
        """The user drags a message somewhere."""
        message_id = data.draw(st.sampled_from(self._seen()))
        self._settle_broken()
        mail = self.mails[message_id]
        self.scene.later(timedelta(minutes=2))
        if place != mail.place:
            self.scene.move(message_id, mail.place, place, way)
            mail.is_held |= bool(mail.stands_as)
            mail.place, mail.is_moved = place, True

    @rule()
    def rest(self) -> None:
        """Nothing happens for a while: what lies where it lies is the user's word."""
        self.one_pass()
        self.scene.later()
        self.scene.one_pass()
        for mail in self.mails.values():
            if mail.is_moved:
                self._learn(mail)
            mail.is_moved = False
        self._see()

    @rule()
    def answer(self) -> None:
        """The user writes to the company that the rule files."""
        self.scene.answer("chad@pipelinehero.example")

    @rule(is_ruled=st.booleans())
    def edit_rules(self, is_ruled: bool) -> None:
        """The user edits the rules file; without the rule the model decides."""
        self.scene.home.write_config(rules=RULES if is_ruled else "")

    @rule()
    def retrain(self) -> None:
        """What was taught is measured, and used in full or not."""
        house = self.scene.home.open()
        worker = app.worker_of(house, house.config.accounts[0], clock=lambda: self.scene.now)
        worker.retrain()
        worker.close()
        house.close()

    @rule(mailbox=st.sampled_from([PITCHES, "Archive"]))
    def new_uids(self, mailbox: str) -> None:
        """The server gives a mailbox new UIDs."""
        self.rest()
        with self.scene.client() as client:
            if not client.folder_exists(mailbox):
                return
            client.rename_folder(mailbox, "aside")
            client.create_folder(mailbox)
            client.select_folder("aside")
            uids = client.search("ALL")
            if uids:
                client.copy(uids, mailbox)
            client.delete_folder("aside")

    @precondition(lambda self: self.mails)
    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        """The user takes a move of ours back by command."""
        self.rest()
        message_id = data.draw(st.sampled_from(sorted(self.mails)))
        house = self.scene.home.open()
        worker = app.worker_of(house, house.config.accounts[0], clock=lambda: self.scene.now)
        with self.scene.store() as store:
            found = store.review.find(message_id)
            moves = store.review.moves_of("home", [found.digest]) if found else []
            standing = [one for one in moves if one.mode == "move" and one.undone_at is None]
        if standing:
            worker.undo(standing[-1:])
        worker.close()
        house.close()
        [place] = self.scene.where(message_id)
        mail = self.mails[message_id]
        if place != mail.place:
            mail.place, mail.is_held = place, True
            mail.stands_as = mail.taught

    @invariant()
    def mail_is_conserved(self) -> None:
        """Each message lies in one place: where the user put it, if it was theirs to say."""
        lying = self.scene.home.where()
        for message_id, mail in self.mails.items():
            places = lying.get(message_id, [])
            assert len(places) >= 1, f"{message_id} is lost"
            if mail.is_held:
                assert places == [mail.place], f"{message_id} was moved from {mail.place}"

    @invariant()
    def what_was_learned_is_what_was_said(self) -> None:
        """Learned minus unlearned: no label is left of an earlier word."""
        with self.scene.store() as store:
            told = {}
            for message_id, mail in self.mails.items():
                found = store.review.find(message_id)
                if found is None or mail.is_moved:
                    continue
                example = store.examples.by_digest("home", [found.digest]).get(found.digest)
                told[message_id] = (example.label if example else "", mail.taught)
        assert all(is_told == wanted for is_told, wanted in told.values()), told

    def teardown(self) -> None:
        """Two passes over quiet mail do nothing."""
        self.rest()
        self.rest()
        assert self.scene.one_pass() == Tally()

    def _seen(self) -> list[str]:
        return sorted(set(self.mails) - self.fresh)

    def _settle_broken(self) -> None:
        """A broken pass leaves moves half done; the user sees what a whole one leaves."""
        self.scene.one_pass()
        self._see()

    def _see(self) -> None:
        """Take note of what the daemon moved."""
        self.fresh.clear()
        lying = self.scene.home.where()
        for message_id, mail in self.mails.items():
            assert len(lying[message_id]) == 1, f"{message_id} lies in {lying[message_id]}"
            [place] = lying[message_id]
            if place != mail.place and not mail.is_moved:
                mail.place, mail.stands_as = place, LABELS[place]

    @staticmethod
    def _learn(mail: Mail) -> None:
        """What the table of meanings says, in four lines."""
        if mail.place in LABELS and mail.stands_as != LABELS[mail.place]:
            mail.taught = mail.stands_as = LABELS[mail.place]
        elif mail.place in ("INBOX", "Archive") and mail.stands_as not in ("", "genuine"):
            mail.taught = mail.stands_as = "genuine"


def test_user_and_daemon_in_any_order(new_scene: Callable[[], Scene]) -> None:
    """Deliver, pass, drag, answer, undo, cut the line, renew UIDs: in whatever order."""

    class Local(Machine):
        pass

    Local.make = staticmethod(new_scene)
    run_state_machine_as_test(
        Local,
        settings=settings(
            max_examples=6,
            stateful_step_count=10,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
