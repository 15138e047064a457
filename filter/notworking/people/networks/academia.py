"""Academia.edu: "PDF By {Author}" looks like a person and is an advertisement."""

from __future__ import annotations

from notworking.people.networks.machine import read as read
