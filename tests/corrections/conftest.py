"""A user with a mail client, an account on the real server, and a clock that can be put forward."""

from __future__ import annotations

from pathlib import Path

import pytest

from corrections.scene import Scene
from homes import Home
from servers import RunningServer


@pytest.fixture
def scene(dovecot: RunningServer, tmp_path: Path) -> Scene:
    """A fresh account in mode "move"; a rule files the pitches of one company."""
    home = Home(dovecot, dovecot.new_user(), tmp_path)
    home.write_config()
    return Scene(home)
