"""GitHub: a person's name on a machine's mail; work, not networking."""

from __future__ import annotations

from notworking.people.networks.machine import read as read
