"""A user whose mail is unsure: a cutoff that no pitch reaches, so that there is something to ask."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from cli.conftest import program as program
from corrections.scene import Scene
from homes import Home
from notworking import app
from notworking.cli.review import Sitting
from notworking.reviewing.choosing import Question, questions
from servers import RunningServer

LANE = "Networking/Unsure"
UNSURE = """\
unsure = "{lane}"

[cutoffs]
pitch = 1.0
ask = 1.0
recruiting = 1.0
event = 1.0
scheme = 1.0
invitation = 1.0
unsure_from = 0.3
"""


@dataclass(slots=True)
class Script:
    """Keys pressed one after the other; when there are no more, the terminal is closed."""

    pressed: list[str]
    forgotten: int = 0

    def forget(self) -> None:
        """Count how often a new message was shown."""
        self.forgotten += 1

    def wait(self) -> str:
        """Return the next key."""
        return self.pressed.pop(0) if self.pressed else ""


@dataclass(slots=True)
class Room:
    """An account with unsure mail, and somebody to review it."""

    scene: Scene
    sittings: list[Sitting] = field(default_factory=list)

    def asked(self) -> list[Question]:
        """Return what there is to ask about, in the order of the journal, oldest first."""
        with self.scene.store() as store:
            rows = store.review.recent(1_000, account="home")
            taught = store.examples.by_digest("home", {row.digest for row in rows})
        house = self.scene.home.open()
        policy = app.policy_of(house.config)
        house.close()
        return questions(rows, policy, taught=taught.keys())

    def press(self, *keys: str) -> Sitting:
        """Review with these keys, and return the sitting."""
        return self.press_with(Script(list(keys)))

    def press_with(self, keys: Script) -> Sitting:
        """Review with keys from there, and return the sitting."""
        asked = self.asked()
        house = self.scene.home.open()
        account = house.config.accounts[0]
        worker = app.worker_of(house, account, clock=lambda: self.scene.now)
        kinds = {one.name: one.folder for one in house.config.categories}
        sitting = Sitting(worker, kinds)
        self.sittings.append(sitting)
        try:
            sitting.ask_all(asked, keys)
        finally:
            worker.close()
            house.close()
        return sitting


def marks(scene: Scene, mailbox: str = "INBOX") -> set[str]:
    """Return the keywords on the mail of a mailbox, in lower case, without what was read."""
    with scene.client() as client:
        client.select_folder(mailbox, readonly=True)
        found = client.get_flags(client.search("ALL"))
    named = {flag.decode().lower() for flags in found.values() for flag in flags}
    return named - {"\\seen", "\\recent"}


@pytest.fixture
def room(dovecot: RunningServer, tmp_path: Path) -> Iterator[Callable[..., Room]]:
    """Makes an account whose unsure mail goes into a lane; "leave" is the default."""

    def make(lane: str = "leave", *, mode: str = "move", more: str = "") -> Room:
        home = Home(dovecot, dovecot.new_user(), tmp_path)
        home.write_config(mode=mode, rules="", extra=UNSURE.format(lane=lane) + more)
        return Room(Scene(home))

    return make
