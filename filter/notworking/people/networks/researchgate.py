"""ResearchGate: requests and messages of researchers, and its own news."""

from __future__ import annotations

from notworking.people.networks.plain import read as read
