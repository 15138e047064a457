"""A backtest says afterwards what the daemon said at the time."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cli.conftest import Program
from corrections.scene import PITCH, Scene
from homes import Home
from servers import RunningServer

pytestmark = pytest.mark.dovecot

WRITTEN = "Mon, 02 Nov 2026 09:00:00 +0000"
BUMP = "Hi Sam, just checking in on this. Best, Chad"


class Dated(Scene):
    """Mail is written when it is delivered."""

    def deliver(self, template: str = PITCH, mailbox: str = "INBOX") -> str:
        """Put a message into a mailbox as it arrives, and return its Message-ID."""
        written = template.replace(WRITTEN, f"{self.now:%a, %d %b %Y %H:%M:%S} +0000")
        return super().deliver(written, mailbox)


def test_a_backtest_says_what_the_daemon_said(
    dovecot: RunningServer, tmp_path: Path, program: Program
) -> None:
    """Mail that came day by day, each with a pass of its own, and then all of it at once.

    Rules, scores, follow-ups, and people I wrote to in between: the same decisions by the same
    steps, although the mail has long been moved by then.
    """
    home = Home(dovecot, dovecot.new_user(), tmp_path)
    home.write_config()
    scene = Dated(home, now=datetime.now(UTC) - timedelta(days=20))
    ids = []
    for turn in (
        lambda: scene.deliver(PITCH),
        lambda: scene.deliver(PITCH.replace("pipelinehero", "other")),
        lambda: scene.write("chad@other.example", BUMP, subject="Re: hello", name="Chad Merrill"),
        lambda: scene.deliver(PITCH.replace("pipelinehero", "third")),
        lambda: scene.answer("chad@third.example"),
        lambda: scene.deliver(PITCH.replace("pipelinehero", "third")),
        lambda: scene.write("nadia@harbourline.example"),
    ):
        ids.append(turn())
        scene.one_pass()
        scene.later(timedelta(days=2))
    said = {one: scene.verdict(one) for one in ids if not one.endswith("@me.example")}
    ran = program("backtest", "--json", "--since", "60d", "--config", home.config)
    found = json.loads(ran.out)
    filed = {one["message_id"]: ("file", one["decided_by"]) for one in found["look_at_first"]}
    assert {by for _, by in filed.values()} == {"rule", "score", "follow-up"}
    assert filed == {one: told for one, told in said.items() if told[0] == "file"}
    assert found["judged"] == len(said)
    assert [one["doubts"] != [] for one in found["look_at_first"]].count(True) == 1
