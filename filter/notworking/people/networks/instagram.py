"""Instagram: followers, recaps, security; the same mailer as Facebook's."""

from __future__ import annotations

from notworking.people.networks.plain import read as read
