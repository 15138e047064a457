"""What every wing of the tests may use: the real servers, and what to do where one is missing."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from servers import RunningServer, dovecot_path, empty_account, start_dovecot, start_pymap

_NO_DOVECOT = (
    "Dovecot is not installed (Debian, Ubuntu: apt-get install dovecot-imapd; "
    "macOS: brew install dovecot)"
)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test that needs Dovecot is skipped without it, but fails where CI=true promises it."""
    if item.get_closest_marker("dovecot") is None or dovecot_path() is not None:
        return
    if os.environ.get("CI") == "true":
        pytest.fail(_NO_DOVECOT, pytrace=False)
    pytest.skip(_NO_DOVECOT)


@pytest.fixture(scope="session")
def dovecot() -> Iterator[RunningServer]:
    """One Dovecot for the whole run; take a fresh account with `dovecot.new_user()`.

    Mark the test with `pytest.mark.dovecot`.
    """
    running = start_dovecot()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def _pymap() -> Iterator[RunningServer]:
    running = start_pymap()
    yield running
    running.stop()


@pytest.fixture
def pymap(_pymap: RunningServer) -> RunningServer:
    """A pymap, in memory, with the account of "alice": empty when a test begins."""
    with _pymap.client() as client:
        empty_account(client)
    return _pymap
