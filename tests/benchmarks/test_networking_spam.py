"""The benchmark's own honesty: sources stay whole, envelopes are alike, cutoffs are fair."""

from __future__ import annotations

import sys
from collections import defaultdict
from datetime import UTC, datetime
from email import message_from_bytes
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # for a bare `pytest`
from benchmarks.networking_spam.contest import contest, written
from benchmarks.networking_spam.groups import GROUPS, members, sampled
from benchmarks.networking_spam.measures import at_cutoff, auc, cutoff_within
from benchmarks.networking_spam.peers import Kind, PeerError, Pile, Server, run
from benchmarks.networking_spam.piles import dealt
from benchmarks.networking_spam.spamassassin import added
from benchmarks.networking_spam.tables import BEGIN, END, put
from benchmarks.networking_spam.wrapping import wrapped

from notworking.judge.verdict import Category
from notworking.learn.corpora import Sample

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def made(fold: str, number: int, category: Category = Category.GENUINE) -> Sample:
    """An invented message."""
    return Sample(f"{fold}/{number}", "ham/made", fold, category, subject="Hello", body="Lunch?")


def mixed() -> list[Sample]:
    """Nine folds: four with networking mail only, four genuine, one large and mixed."""
    kinds = (Category.PITCH, Category.GENUINE)
    samples = [made(f"f{fold}", n, kinds[fold % 2]) for fold in range(8) for n in range(3 + fold)]
    return samples + [made("large", n, kinds[n % 2]) for n in range(40)]


def test_a_fold_is_never_cut_in_two() -> None:
    """Half of a source in training and half in test would measure memory, not judgement."""
    piles = defaultdict(set)
    for before, after in zip(mixed(), dealt(mixed(), 3), strict=True):
        piles[before.fold].add(after.fold)

    assert all(len(found) == 1 for found in piles.values())
    assert len(set.union(*piles.values())) == 3


def test_without_any_pile_both_kinds_are_left_to_learn_from() -> None:
    """A filter that learned one kind only says nothing."""
    samples = dealt(mixed(), 3)

    for pile in {one.fold for one in samples}:
        rest = {one.is_networking for one in samples if one.fold != pile}
        assert rest == {True, False}


def test_wrapped_mail_of_all_corpora_has_the_same_headers() -> None:
    """A list's header or a corpus' address would tell the source to filters that read headers."""
    raw = (
        b"From: Ann <ann@example.com>\r\nTo: list@example.org\r\nList-Id: <gardeners.example.org>\r\n"
        b"Subject: =?utf-8?q?R=C3=BCben?=\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
        b"<p>The turnips are ready, come and fetch some of them</p>\r\n"
    )
    of_list = Sample("a", "ham/list", "f", Category.GENUINE, raw=raw)
    written_down = made("f", 1)

    one, other = (message_from_bytes(wrapped(each, AT)) for each in (of_list, written_down))

    differing = ("Subject", "Message-ID")
    headers = [
        [(name, value) for name, value in each.items() if name not in differing]
        for each in (one, other)
    ]
    assert headers[0] == headers[1]
    assert len(one["Message-ID"]) == len(other["Message-ID"])
    assert one.get_payload(decode=True).decode().strip() == (
        "The turnips are ready, come and fetch some of them"
    )


@pytest.mark.parametrize("text", ["", "x" * 5000, "Grüße\0 \ud800 日本語\r\n.\r\nFrom here"])
def test_any_text_can_be_wrapped(text: str) -> None:
    """One odd message must not end a run of ten minutes."""
    sample = Sample("a", "s", "f", Category.PITCH, subject=text, body=text)

    assert message_from_bytes(wrapped(sample, AT))["To"] == "Sam Okafor <sam@example.com>"


def test_the_cutoff_files_as_much_ham_as_allowed_and_no_more() -> None:
    """All tools are compared at the same false positives, so none may have more."""
    ham = [0.1] * 997 + [0.5, 0.6, 0.9]

    cutoff = cutoff_within(ham, [*ham, 0.55, 0.7, 0.95], 0.001)

    assert cutoff == 0.7
    assert sum(score >= cutoff for score in ham) == 1


def test_a_cutoff_exists_even_when_ham_has_the_highest_score() -> None:
    """Filters give many messages exactly 1; then the nearest share is told, not a crash."""
    assert cutoff_within([1.0, 1.0, 0.2], [1.0, 1.0, 0.2, 1.0], 0.001) == 1.0


def test_scores_between_the_cutoffs_are_unsure() -> None:
    """bogofilter has that answer, and a message is never filed and unsure at once."""
    judged = at_cutoff("any", {"a": 0.2, "b": 0.5, "c": 0.99}, 0.99, 0.45)

    assert judged.filed == {"c"}
    assert judged.unsure == {"b"}


def test_auc_counts_ties_half() -> None:
    """Tools that give many messages the same score must not gain by it."""
    assert auc([1.0, 0.5], [0.5, 0.5]) == 0.75


def test_counts_of_piles_add_up_as_if_learned_together() -> None:
    """SpamAssassin is trained by adding what each pile taught."""
    one = "v\t3\tdb_version\nv\t2\tnum_spam\nv\t1\tnum_nonspam\nt\t2\t0\t50\taa\ns\ts\tid\n"
    other = "v\t3\tdb_version\nv\t1\tnum_spam\nv\t4\tnum_nonspam\nt\t1\t3\t40\taa\nt\t0\t1\t9\tbb\n"

    lines = added([one, other]).splitlines()

    assert lines[0].startswith("v\t3\tdb_version")
    assert set(lines[1:]) == {
        "v\t3\tnum_spam",
        "v\t5\tnum_nonspam",
        "t\t3\t3\t50\taa",
        "t\t0\t1\t9\tbb",
    }


def test_each_message_is_judged_by_a_peer_that_never_saw_its_pile(tmp_path) -> None:
    """The promise of the whole benchmark, with a peer that remembers what it was shown."""
    samples = dealt(mixed(), 3)
    mail = written(samples, [wrapped(one, AT) for one in samples], tmp_path)

    class Memory:
        """Says 1 of what it learned, 0 of what it never saw."""

        def __init__(self, _folder) -> None:
            self.known: set = set()

        def train(self, piles: list[Pile]) -> None:
            self.known = {file for pile in piles for file in (*pile.spam, *pile.ham)}

        def scores(self, files) -> list[dict[str, float]]:
            return [{"": float(file in self.known)} for file in files]

        def close(self) -> None:
            pass

    kind = Kind("memory", (), "", 0.5, None, Memory)
    judged, spent = contest(kind, mail, [one.id for one in samples])

    assert set(judged[0].scores) == {one.id for one in samples}
    assert set(judged[0].scores.values()) == {0.0}
    assert spent.trainings == 3


def test_a_missing_peer_is_named_with_the_way_to_get_it() -> None:
    """The others go on; a reader must know why a column is not there."""
    kind = Kind("nosuch", ("nosuch-filter",), "nosuch-package", 0.5, None, lambda _folder: None)

    assert "nosuch-filter not found" in kind.missing()
    assert "apt-get install --no-install-recommends nosuch-package" in kind.missing()


def test_a_server_that_dies_at_once_is_told_with_its_last_words(tmp_path) -> None:
    """A wrong setting in a peer's configuration must be readable, not a minute of silence."""
    with pytest.raises(PeerError, match="bad setting"):
        Server(["sh", "-c", "echo bad setting; exit 1"], tmp_path, lambda: False)


def test_a_program_that_fails_is_an_error(tmp_path) -> None:
    """A training that failed quietly would make a peer look worse than it is."""
    with pytest.raises(PeerError, match="no such list"):
        run(["sh", "-c", "echo no such list >&2; exit 3"], tmp_path)


def test_every_message_belongs_to_one_group_and_the_sample_keeps_to_quotas() -> None:
    """Counted twice or nowhere, a message would bend the table."""
    samples = [
        Sample("h", "ham/x", "ham/x", Category.GENUINE),
        Sample("b", "bulk_spam/x", "b", Category.GENUINE),
        Sample("o", "quoted_genuine", "q", Category.GENUINE, theirs="genuine_outreach"),
        Sample("l", "quoted_genuine", "q", Category.GENUINE, theirs="genuine_reply"),
        Sample("r", "quoted_received", "q", Category.PITCH),
        Sample("t", "coldiq_sales", "c", Category.PITCH),
        Sample("m", "mined_from_bulk_spam", "m", Category.SCHEME),
        Sample("s", "seed/en-a", "seed/en-a-1", Category.ASK),
        Sample("g", "seed/en-a", "seed/en-a-1", Category.GENUINE),
        Sample("n", "seed/en-a", "seed/en-a-1", Category.GENUINE, theirs="newsletter"),
    ]

    groups = members(samples)

    assert sorted(one for ids in groups.values() for one in ids) == sorted(s.id for s in samples)
    assert len(groups) == len(GROUPS) == 9
    assert "m" not in {one.id for one in sampled(samples, 600, 1)}


def test_only_what_stands_between_the_markers_is_written_anew() -> None:
    """The README's words are by hand."""
    readme = f"# Title\n{BEGIN}\nold\n{END}\nby hand\n"

    assert put("new", readme) == f"# Title\n{BEGIN}\n\nnew\n\n{END}\nby hand\n"
    with pytest.raises(ValueError, match="markers"):
        put("new", "no markers")
