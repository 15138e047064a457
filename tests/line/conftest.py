"""A fresh account of the daemon for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from homes import Home
from servers import RunningServer


@pytest.fixture
def home(dovecot: RunningServer, tmp_path: Path) -> Home:
    """A fresh account in mode "move", with rules and no mail."""
    made = Home(dovecot, dovecot.new_user(), tmp_path)
    made.write_config()
    return made
