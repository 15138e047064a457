"""Facebook: friend requests, messages and notifications, told by X-Facebook-Notify.

The header alone proves nothing, scam mailers set it by hand; and some notices lack it.
"""

from __future__ import annotations

from notworking.people.networks.plain import read as read
