"""Meetup: messages of members, reminders and groups' news."""

from __future__ import annotations

from notworking.people.networks.plain import read as read
