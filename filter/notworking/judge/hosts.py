"""Where links lead: known hosts by kind, and domains that look like a company's second one."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from notworking.mail.message import Link

_NUMBERED_TRACKERS = re.compile(
    r"^t\.(?:sidekickopen\d{2}\.com|sigopn\d{2}\.com|strk\d{2}\.email|signaux\w+\.com|"
    r"senal\w+\.com|signale\w+\.com)$|^link\.gmreg\d\.net$|^[\w-]+\.gmreg\d\.net$"
)
_SECOND_LEVEL = frozenset({"co", "com", "org", "net", "ac", "gov", "edu", "or", "ne"})
_SECONDARY = re.compile(
    r"^(?:get|try|use|join|hello|meet|go|with|from)-?[a-z]{4,}$|"
    r"^[a-z]{4,}-?(?:hq|mail|mails|outreach|growth|inbox)$|^(?:get|try|mail|team)-[a-z]+"
)


@dataclass(frozen=True, slots=True)
class Hosts:
    """Host or host/path → kind ("scheduling", "tracking", …), and paths that track on any host."""

    kinds: Mapping[str, str]
    tracking_paths: tuple[str, ...] = ()

    def kind_of(self, link: Link) -> str:
        """Return the kind of a link's host, "" when it is none of those known."""
        host = link.host.lower().removeprefix("www.")
        if _NUMBERED_TRACKERS.match(host) or any(part in link.path for part in self.tracking_paths):
            return "tracking"
        labels = host.split(".")
        for index in range(len(labels) - 1):
            parent = ".".join(labels[index:])
            kind = self.kinds.get(parent) or self._by_path(parent, link.path)
            if kind:
                return kind
        return ""

    def _by_path(self, host: str, path: str) -> str:
        parts = path.strip("/").split("/")
        for depth in range(1, min(3, len(parts)) + 1):
            kind = self.kinds.get(f"{host}/{'/'.join(parts[:depth])}")
            if kind:
                return kind
        return ""

    def is_free_mail(self, domain: str) -> bool:
        """True for domains where anybody has an address."""
        return self.kinds.get(domain.lower()) == "free_mail"


def parse_hosts(text: str) -> Hosts:
    """Read the table of hosts from TOML text: kind → list of hosts."""
    table: Mapping[str, list[str]] = tomllib.loads(text)
    kinds = {
        host: kind for kind, hosts in table.items() if kind != "tracking_paths" for host in hosts
    }
    return Hosts(kinds, tuple(table.get("tracking_paths", ())))


@lru_cache(maxsize=1)
def shipped_hosts() -> Hosts:
    """Return the table that comes with the program."""
    folder = resources.files(__package__) / "data"
    return parse_hosts((folder / "hosts.toml").read_text(encoding="utf-8"))


def site_of(domain: str) -> str:
    """Return the part of a domain that is bought: "mail.acme.co.uk" → "acme.co.uk"."""
    labels = domain.lower().strip(".").split(".")
    wide = len(labels) > 2 and labels[-2] in _SECOND_LEVEL and len(labels[-1]) == 2
    return ".".join(labels[-3:] if wide else labels[-2:])


def looks_secondary(domain: str) -> bool:
    """True for "getacme.com", "tryacme.io", "acmehq.com": domains bought for cold mail."""
    return bool(_SECONDARY.match(site_of(domain).split(".")[0]))
