"""`once`: one pass, and a sentence about it."""

from __future__ import annotations

import pytest

from cli.conftest import Program
from homes import PITCH, Home
from notworking.store.lock import AccountLock

pytestmark = pytest.mark.dovecot


def test_catching_up_says_what_it_did_and_when_it_cannot(home: Home, program: Program) -> None:
    """In shadow mode nothing is filed, and the sentence says what to set."""
    home.write_config(mode="shadow")
    home.deliver(PITCH, 1)
    shown = program("once", "--config", home.config, "--catch-up")
    home.write_config(mode="move")
    filed = program("once", "--config", home.config, "--catch-up")

    assert 'works once it is "flag" or "move"' in shown.err
    assert filed.out.strip() == (
        "home: 0 new messages, 1 moved, 1 of them only shown before, 0 unsure."
    )


def test_catching_up_beside_a_daemon_says_what_to_do(home: Home, program: Program) -> None:
    """The daemon has the account to itself, and would never catch up without being told."""
    home.write_config(mode="move")
    home.open().close()
    with AccountLock(home.directory / "data", "home"):
        refused = program("once", "--config", home.config, "--catch-up")

    assert refused.code == 75  # EX_TEMPFAIL
    assert "makes passes by itself, but does not catch up: stop it meanwhile" in refused.err
