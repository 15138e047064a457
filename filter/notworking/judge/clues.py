"""All findings of content and shape in one message, each with the words that show it."""

from __future__ import annotations

from collections.abc import Sequence

from notworking.judge.asks import ASK_KINDS, REQUESTS, ends_in_ask, hits_of
from notworking.judge.catalogue import CATALOGUE, finding
from notworking.judge.hosts import Hosts, shipped_hosts
from notworking.judge.lexicon import shipped_lexicon
from notworking.judge.phrasebook import Hit, Phrasebook
from notworking.judge.shape import shape_findings
from notworking.judge.verdict import Finding
from notworking.judge.words import Words

_MOST_PHRASE = 160
_RENAMED = {
    "forward_subject": "forwarded",
    "mentions_calendar_link": "asks_meeting",
}


def findings(
    words: Words,
    hits: Sequence[Hit] | None = None,
    *,
    book: Phrasebook | None = None,
    hosts: Hosts | None = None,
) -> tuple[Finding, ...]:
    """Return what is to be noticed in a message, each name once, in the catalogue's order.

    `hits` are those of `asks.hits_of(words, book)`, when they are known already. Nothing here
    looks at the relationship; see `relationship_clues`.
    """
    found_hits = hits_of(words, book) if hits is None else hits
    found: dict[str, Finding] = {}
    for hit in found_hits:
        name = _RENAMED.get(hit.name, hit.name)
        if name in CATALOGUE and name not in found:
            found[name] = finding(name, _shown(hit.phrase))
    for one in (
        *_from_hits(found_hits, words),
        *_whose(words),
        *shape_findings(words, hosts or shipped_hosts()),
    ):
        found.setdefault(one.name, one)
    if words.is_reply:
        found.pop("fake_reply_subject", None)
    return tuple(found[name] for name in CATALOGUE if name in found)


def _shown(phrase: str) -> str:
    return phrase if len(phrase) <= _MOST_PHRASE else phrase[: _MOST_PHRASE - 1] + "…"


def _from_hits(hits: Sequence[Hit], words: Words) -> list[Finding]:
    """Findings about the asks as a whole."""
    kinds = {ASK_KINDS[hit.name] for hit in hits if hit.name in ASK_KINDS}
    found = []
    is_request = any(hit.name in REQUESTS for hit in hits)
    if not kinds and not is_request and not any("?" in sentence for sentence in words.sentences):
        found.append(finding("asks_nothing"))
    if len(kinds) >= 3:
        found.append(finding("many_asks", ", ".join(sorted(kinds))))
    baited = ends_in_ask(hits)
    if baited:
        found.append(finding("offer_ends_in_ask", _shown(baited[0].sentence)))
    return found


def _whose(words: Words) -> list[Finding]:
    """Say whom the text is about, from four sentences that name either side."""
    lexicon = shipped_lexicon()
    theirs = yours = 0
    plain = "\n".join(words.sentences).lower()
    for sentence in plain.replace("’", "'").replace(",", " ").replace(".", " ").split("\n"):
        said = sentence.split()
        theirs += not lexicon.first_person.isdisjoint(said)
        yours += not lexicon.second_person.isdisjoint(said)
    if theirs + yours < 4:
        return []
    if theirs >= 2 * yours:
        return [finding("self_centred", f"{theirs} sentences about them, {yours} about you")]
    if yours >= 2 * theirs:
        return [finding("about_you", f"{yours} sentences about you, {theirs} about them")]
    return []
