"""The demo's invented mailbox: Sam Okafor's, with about eighty messages and a Sent folder."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from importlib.resources import files
from typing import Any

ME = "sam@okafor.example"
NAME = "Sam Okafor"
EMPLOYER = "Lumen Tiles"
SERVER_NAME = "mx.okafor.example"
"""Under this name the invented server writes its Authentication-Results."""


@dataclass(frozen=True, slots=True)
class DemoMessage:
    """One message, ready to be put into a mailbox."""

    folder: str
    raw: bytes
    at: datetime
    is_seen: bool


def demo_messages(now: datetime) -> Iterator[DemoMessage]:
    """Yield the messages, oldest first, dated back from `now`."""
    text = files("notworking.demo").joinpath("mailbox.jsonl").read_text(encoding="utf-8")
    records = [json.loads(line) for line in text.splitlines()]
    ids = {
        record["id"]: _message_id(number) for number, record in enumerate(records) if "id" in record
    }
    for number, record in enumerate(records):
        at = now - timedelta(days=record["days_ago"], minutes=number)
        message_id = ids.get(record.get("id", ""), _message_id(number))
        message = _compose(record, at, message_id, ids.get(record.get("answers", ""), ""))
        raw = message.as_bytes(policy=SMTP)
        yield DemoMessage(record["folder"], raw, at, bool(record.get("seen")))


def _message_id(number: int) -> str:
    return f"<{number}.demo@okafor.example>"


def _compose(record: dict[str, Any], at: datetime, message_id: str, answers: str) -> EmailMessage:
    """Make a message of a record."""
    message = EmailMessage()
    message["From"] = _address(record["from"])
    message["To"] = _address(record["to"])
    if "cc" in record:
        message["Cc"] = _address(record["cc"])
    message["Subject"] = record["subject"]
    message["Date"] = format_datetime(at)
    message["Message-ID"] = message_id
    if answers:
        message["In-Reply-To"] = answers
        message["References"] = answers
    for name, value in record.get("headers", {}).items():
        message[name] = value
    message.set_content(record["body"])
    return message


def _address(text: str) -> Address:
    name, email = parseaddr(text)
    return Address(display_name=name, addr_spec=email)
