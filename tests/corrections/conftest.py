"""A user with a mail client, an account on the real server, and a clock that can be put forward."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from corrections.scene import Scene
from homes import Home
from notworking.learn.base import base_model
from notworking.learn.personal.background import shipped_background
from servers import RunningServer


@pytest.fixture(scope="session")
def background(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the learner makes of the seed corpus, made once: it takes longer than all tests."""
    folder = tmp_path_factory.mktemp("background")
    shipped_background(base_model(), folder)
    return folder


@pytest.fixture
def new_scene(
    dovecot: RunningServer, tmp_path_factory: pytest.TempPathFactory, background: Path
) -> Callable[[], Scene]:
    """Makes fresh accounts in mode "move"; a rule files the pitches of one company."""

    def make() -> Scene:
        home = Home(dovecot, dovecot.new_user(), tmp_path_factory.mktemp("home"))
        home.write_config()
        shutil.copytree(background, home.directory / "data")
        (home.directory / "data").chmod(0o700)
        return Scene(home)

    return make


@pytest.fixture
def scene(new_scene: Callable[[], Scene]) -> Scene:
    """One fresh account."""
    return new_scene()
