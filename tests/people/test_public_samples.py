"""Public notification mail and ordinary mail, where the data is at hand: never mistaken."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from notworking.mail.authenticity import Authenticity
from notworking.mail.message import Message
from notworking.mail.reading import read
from notworking.people.networks.notice import NoticeKind
from notworking.people.networks.recognise import recognise

DATA = Path(os.environ.get("NOTWORKING_DATA", Path(__file__).parents[3] / "shared" / "data"))

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the shared data is not here")


def test_github_notifications_are_work_and_name_nobody() -> None:
    """From shows the commenter: the most common case of a person's name on a machine's mail."""
    paths = sorted((DATA / "notifications").glob("github_*.eml"))
    messages = [
        one for one in (read(path.read_bytes()) for path in paths) if isinstance(one, Message)
    ]

    notices = [recognise(message, Authenticity()) for message in messages]

    assert notices
    assert all(one and one.kind is NoticeKind.WORK and one.people == () for one in notices)


def test_malformed_mail_never_stops_recognition() -> None:
    """Whatever the reader returns, recognising it must not raise."""
    paths = sorted(path for path in (DATA / "torture").rglob("*") if path.is_file())[::6]

    for path in paths:
        message = read(path.read_bytes())
        if isinstance(message, Message):
            recognise(message, Authenticity())
