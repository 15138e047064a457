"""Progress: a watermark that rises only, and never past a message that failed."""

from __future__ import annotations

from notworking.store.opening import Store
from store.made import DAY, NOW, judged, mark, ref


def test_the_watermark_rises_and_never_falls(store: Store) -> None:
    """A slow thread that commits late must not make the next pass look at old mail again."""
    before = store.progress.watermark("home", "INBOX")
    store.journal.commit_batch(watermark=mark(9))
    store.journal.commit_batch(watermark=mark(4))

    assert before is None
    assert store.progress.watermark("home", "INBOX") == mark(9)


def test_a_new_uidvalidity_starts_the_watermark_anew(store: Store) -> None:
    """The old UIDs mean nothing any more (RFC 9051 section 2.3.1.1), nor do their failures."""
    store.journal.commit_batch(watermark=mark(9))
    store.progress.note_failure(ref(5), "timeout", at=NOW)

    store.journal.commit_batch(watermark=mark(30, uidvalidity=8))

    assert store.progress.watermark("home", "INBOX") == mark(30, uidvalidity=8)
    assert store.progress.failures("home", "INBOX", 7) == {}


def test_the_watermark_stays_below_a_message_that_failed(store: Store) -> None:
    """Otherwise a message that could not be fetched once would never be looked at."""
    store.progress.note_failure(ref(5), "timeout", at=NOW)

    store.journal.commit_batch(judged=[judged(4), judged(6)], watermark=mark(6))

    assert store.progress.watermark("home", "INBOX") == mark(4)


def test_a_failure_in_another_mailbox_holds_nothing_back(store: Store) -> None:
    """Each mailbox counts for itself."""
    store.progress.note_failure(ref(5, mailbox="Sent"), "timeout", at=NOW)
    store.progress.note_failure(ref(5, account="work"), "timeout", at=NOW)

    store.journal.commit_batch(watermark=mark(6))

    assert store.progress.watermark("home", "INBOX") == mark(6)


def test_giving_a_message_up_lets_the_watermark_pass(store: Store) -> None:
    """After some tries it is recorded as an error, and the mailbox goes on."""
    tries = [store.progress.note_failure(ref(5), f"try {n}", at=NOW + n * DAY) for n in (1, 2, 3)]
    failure = store.progress.failures("home", "INBOX", 7)[5]

    store.journal.commit_batch(judged=[judged(5, error=failure.reason)], watermark=mark(6))

    assert tries == [1, 2, 3]
    assert (failure.reason, failure.first_at, failure.last_at) == (
        "try 3",
        NOW + DAY,
        NOW + 3 * DAY,
    )
    assert store.progress.failures("home", "INBOX", 7) == {}
    assert store.progress.watermark("home", "INBOX") == mark(6)


def test_a_message_that_vanished_closes_its_failure(store: Store) -> None:
    """Deleted by the user meanwhile: nothing to wait for."""
    store.progress.note_failure(ref(5), "timeout", at=NOW)

    store.progress.forget_failure(ref(5))
    store.journal.commit_batch(watermark=mark(6))

    assert store.progress.watermark("home", "INBOX") == mark(6)


def test_the_watermark_can_be_set_back_on_purpose(store: Store) -> None:
    """`notworking scan --again` looks at mail anew."""
    store.journal.commit_batch(watermark=mark(9))

    store.progress.reset_watermark(mark(2))

    assert store.progress.watermark("home", "INBOX") == mark(2)


def test_passes_are_told_newest_first_and_an_open_one_has_no_end(store: Store) -> None:
    """A pass without an end was killed; the status command says so."""
    first = store.progress.begin_pass("home", at=NOW, mode="shadow")
    second = store.progress.begin_pass("work", at=NOW, mode="move")
    store.progress.end_pass(first, at=NOW + DAY, counts={"judged": 3, "filed": 1})

    latest, of_home = store.progress.latest_pass(), store.progress.latest_pass("home")

    assert latest is not None
    assert (latest.id, latest.ended_at, latest.counts) == (second, None, {})
    assert of_home is not None
    assert (of_home.id, of_home.ended_at, of_home.mode) == (first, NOW + DAY, "shadow")
    assert of_home.counts == {"judged": 3, "filed": 1}
    assert store.progress.latest_pass("club") is None


def test_a_heartbeat_keeps_the_last_error(store: Store) -> None:
    """The health check shows what went wrong last, also after it went well again."""
    store.progress.beat("home", at=NOW, error="login refused")
    store.progress.beat("home", at=NOW + DAY)
    store.progress.beat("work", at=NOW)

    beats = store.progress.heartbeats()

    assert (beats["home"].at, beats["home"].last_error, beats["home"].error_at) == (
        NOW + DAY,
        "login refused",
        NOW,
    )
    assert (beats["work"].at, beats["work"].last_error) == (NOW, "")
