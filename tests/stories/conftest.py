"""A mailbox for each story."""

from __future__ import annotations

from pathlib import Path

import pytest

from homes import Home
from servers import RunningServer
from stories.telling import Story


@pytest.fixture
def story(dovecot: RunningServer, tmp_path: Path) -> Story:
    """Return an empty mailbox of Sam Okafor's on the real Dovecot."""
    return Story(Home(dovecot, dovecot.new_user(), tmp_path)).begin()
