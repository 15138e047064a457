"""Make one pass and kill this very process at a named step: `killed.py CONFIG STEP`."""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path

from notworking import app
from notworking.config.secrets import resolve
from notworking.house import open_house
from notworking.imap.server import Credentials
from notworking.imap.session import connect


def die_at(wanted: str, reached: str) -> None:
    """SIGKILL, which nothing can catch, once the step is reached."""
    if reached == wanted:
        os.kill(os.getpid(), signal.SIGKILL)


def main(config: Path, step: str) -> None:
    """Make a pass whose session dies at the step."""
    house = open_house(config, {})
    account = house.config.accounts[0]
    worker = app.worker_of(house, account)
    worker._open_session = lambda: connect(
        app.server_of(account),
        Credentials(account.user, resolve(account, {}).reveal()),
        without=frozenset(account.ignore_capabilities),
        step=lambda reached: die_at(step, reached),
    )
    if step == "before-confirm":
        confirm = worker._store.journal.confirm
        worker._store.journal.confirm = lambda *_args, **_named: die_at(step, step) or confirm
    worker.poll(threading.Event())


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
