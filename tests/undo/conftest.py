"""An account where a rule files, stars and marks as read, and the commands that take that back."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.conftest import program as program
from corrections.scene import Scene
from homes import Home
from servers import RunningServer

RULES = """\
[[rule]]
name = "pipeline hero"
when.from_domain = "pipelinehero.example"
then.file = "pitch"
then.flag = true
then.mark_read = true
"""


@pytest.fixture
def scene(dovecot: RunningServer, tmp_path: Path) -> Scene:
    """A fresh account in mode "move"; a rule files the pitches of one company, starred and read."""
    home = Home(dovecot, dovecot.new_user(), tmp_path)
    home.write_config(rules=RULES)
    return Scene(home)
