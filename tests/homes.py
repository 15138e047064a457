"""A user of the daemon: a fresh account on the real Dovecot, a configuration, some mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from notworking.house import House, open_house
from servers import PASSWORD, RunningServer

PITCH = """\
From: Chad Merrill <chad@pipelinehero.example>
To: Sam Okafor <{user}>
Subject: quick question, Sam
Message-ID: <{id}@pipelinehero.example>
Date: Mon, 02 Nov 2026 09:00:00 +0000

Hi Sam,

I noticed that your company is growing fast. Congrats! We help agencies like yours book
20+ qualified sales calls a month without hiring SDRs. One client went from zero to 1.2M in
pipeline in 90 days.

Would you be open to a 15-minute demo this week? Grab a slot: https://calendly.com/chad/15min

Chad Merrill
Founder, PipelineHero

P.S. If you'd rather not hear from me, just reply stop.
"""
NOTE = """\
From: Nadia Petrova <nadia@harbourline.example>
To: Sam Okafor <{user}>
Subject: keys
Message-ID: <{id}@harbourline.example>
Date: Mon, 02 Nov 2026 10:00:00 +0000

The spare keys are with the neighbour, second floor. See you on Thursday.

Nadia
"""
RULES = """\
[[rule]]
name = "pipeline hero"
when.from_domain = "pipelinehero.example"
then.file = "pitch"
"""
"""Filing by a rule keeps the tests of the line apart from how well the model judges."""


@dataclass(frozen=True, slots=True)
class Home:
    """One account, its configuration, and what the tests do with it."""

    running: RunningServer
    user: str
    directory: Path

    @property
    def config(self) -> Path:
        """The configuration file."""
        return self.directory / "notworking.toml"

    def write_config(self, *, mode: str = "move", extra: str = "", rules: str = RULES) -> Path:
        """Write a configuration for the account, and the rules."""
        text = f"""\
[me]
names = ["Sam Okafor"]
addresses = ["{self.user}@example.com"]

[[account]]
name = "home"
host = "127.0.0.1"
port = {self.running.server().port}
security = "plain"
user = "{self.user}"
password = "{PASSWORD}"
mode = "{mode}"
{extra}
[store]
data_dir = "{self.directory / "data"}"
"""
        self.config.write_text(text, encoding="utf-8")
        (self.directory / "rules.toml").write_text(rules, encoding="utf-8")
        return self.config

    def deliver(self, template: str, number: int, mailbox: str = "INBOX") -> str:
        """Put a message into a mailbox and return its Message-ID."""
        raw = template.format(user=f"{self.user}@example.com", id=f"m{number}")
        self.running.append(mailbox, raw.encode(), date=datetime.now(UTC), user=self.user)
        return next(line for line in raw.splitlines() if line.startswith("Message-ID"))[13:-1]

    def where(self) -> dict[str, list[str]]:
        """Return Message-ID → the mailboxes that hold it, messages marked deleted left out."""
        found: dict[str, list[str]] = {}
        with self.running.client(self.user) as client:
            for flags, _delimiter, name in client.list_folders():
                if b"\\Noselect" in flags:
                    continue
                client.select_folder(name, readonly=True)
                uids = client.search(["UNDELETED"])
                rows = client.fetch(uids, ["BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]"]) if uids else {}
                for row in rows.values():
                    header = next(value for key, value in row.items() if b"HEADER" in key)
                    message_id = header.decode().partition("<")[2].partition(">")[0]
                    found.setdefault(message_id, []).append(name)
        return found

    def open(self) -> House:
        """Open the house as a command would."""
        return open_house(self.config, {})
