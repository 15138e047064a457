"""Slack and Discord: invitations to a workspace by a person; the rest is work or noise."""

from __future__ import annotations

from notworking.people.networks.plain import read as read
