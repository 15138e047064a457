"""Wellfound, formerly AngelList: introductions by companies, and jobs."""

from __future__ import annotations

from notworking.people.networks.plain import read as read
