"""Notes: settings, templates seen, and how far old mail has been read."""

from __future__ import annotations

from dataclasses import replace

from notworking.store.opening import Store
from notworking.store.values import HistoryProgress
from store.made import NOW


def test_settings_are_kept_per_account_until_taken_away(store: Store) -> None:
    """Which server to believe is learned for each account."""
    store.notes.put_setting("home", "authserv", "mx.example.org")
    store.notes.put_setting("home", "authserv", "mx2.example.org")
    store.notes.put_setting("work", "authserv", "mx.example.com")
    store.notes.put_setting("work", "authserv", None)

    assert store.notes.setting("home", "authserv") == "mx2.example.org"
    assert store.notes.settings("home") == {"authserv": "mx2.example.org"}
    assert store.notes.setting("work", "authserv") is None


def test_a_template_is_new_once(store: Store) -> None:
    """An unknown template is logged once, not with every mail."""
    sights = [store.notes.first_sight(name) for name in ("email_a", "email_a", "email_b")]

    assert sights == [True, False, True]


def test_reading_of_old_mail_goes_on_where_it_stopped(store: Store) -> None:
    """Years of mail take longer than one run."""
    begun = HistoryProgress("home", "Sent", 7, 10, 1000)
    done = replace(begun, uid=1000, done_at=NOW)
    archive = HistoryProgress("home", "Archive", 3, 1, 9)

    before = store.notes.history("home", "Sent")
    store.notes.note_history(begun)
    store.notes.note_history(done)
    store.notes.note_history(archive)

    assert before is None
    assert store.notes.history("home", "Sent") == done
    assert store.notes.histories("home") == [archive, done]
    assert store.notes.histories("work") == []
