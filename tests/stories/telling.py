"""Tells a story in mail: puts .eml files into a real mailbox, runs the line, asks what came of it."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime
from pathlib import Path

from typer.testing import CliRunner

from homes import Home
from notworking import app
from notworking.cli import people, show
from notworking.store.review import Review
from notworking.store.values import Judged
from servers import PASSWORD

EML = Path(__file__).parent / "eml"
CONFIG = """\
[me]
names = ["Sam Okafor"]
addresses = ["sam@example.com"]
employers = ["Lumen Tiles"]
schools = ["Northgate School"]

[[account]]
name = "home"
host = "127.0.0.1"
port = {port}
security = "plain"
user = "{user}"
password = "{password}"
mode = "move"
authserv_ids = ["mx.example.com"]

[cutoffs]
file_opted_out = true

[schedule]
look_back = "9999d"

[store]
data_dir = "{data}"
"""


@dataclass(frozen=True, slots=True)
class Story:
    """One mailbox, whose mail arrives file by file, and the daemon that looks after it."""

    home: Home
    ids: dict[str, str] = field(default_factory=dict)
    """File → Message-ID."""

    def begin(self) -> Story:
        """Write the configuration of Sam Okafor, buyer at Lumen Tiles, who went to Northgate School."""
        text = CONFIG.format(
            port=self.home.running.server().port,
            user=self.home.user,
            password=PASSWORD,
            data=self.home.directory / "data",
        )
        self.home.config.write_text(text, encoding="utf-8")
        return self

    def arrives(self, file: str, mailbox: str = "INBOX", **names: str) -> str:
        """Deliver a file at the time of its own Date field; return its Message-ID."""
        raw = (EML / f"{file}.eml").read_text(encoding="utf-8")
        for key, value in names.items():
            raw = raw.replace("{" + key + "}", value)
        header = BytesHeaderParser().parsebytes(raw.encode())
        at = parsedate_to_datetime(str(header["Date"]))
        self.home.running.append(mailbox, raw.encode(), date=at, user=self.home.user)
        self.ids[file] = str(header["Message-ID"]).strip("<>")
        return self.ids[file]

    def i_send(self, name: str) -> str:
        """Put a file into Sent."""
        return self.arrives(name, "Sent")

    def daemon_looks(self) -> None:
        """One pass over new mail, and all old mail read."""
        house = self.home.open()
        worker = app.worker_of(house, house.config.accounts[0])
        stop = threading.Event()
        try:
            worker.poll(stop)
            while worker.history_step(stop):
                pass
        finally:
            worker.close()
            house.close()

    def day_by_day(self, *names: str) -> None:
        """Deliver files one after the other, and let the daemon look after each."""
        for name in names:
            self.arrives(name)
            self.daemon_looks()

    def verdict(self, name: str) -> Judged:
        """Return the verdict on a file's message."""
        house = self.home.open()
        found = Review(house.database).find(self.ids[name])
        house.close()
        assert found is not None, f"{name} was never judged"
        return found

    def reasons(self, name: str) -> list[str]:
        """Return the sentences of a verdict's reasons."""
        return [clue.sentence for clue in self.verdict(name).clues]

    def place(self, name: str) -> list[str]:
        """Return the mailboxes that hold a file's message."""
        return self.home.where().get(self.ids[name], [])

    def people(self, *arguments: str) -> str:
        """Return what a `people` command prints, on one line."""
        command = [*arguments, "--config", str(self.home.config)]
        show.console.width = 200  # narrow terminals cut names
        result = CliRunner().invoke(people.app, command)
        assert result.exit_code == 0, f"{result.output}\n{result.exception}"
        return " ".join(result.output.split())
