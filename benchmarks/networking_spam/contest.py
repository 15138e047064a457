"""All tools on the same mail: each trained without a pile of sources, then asked about it."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from benchmarks.networking_spam.measures import Judged, at_cutoff
from benchmarks.networking_spam.ours import Spent
from benchmarks.networking_spam.peers import Kind, Peer, Pile
from notworking.learn.corpora import Sample


@dataclass(frozen=True, slots=True)
class Mail:
    """Wrapped messages as files, by pile."""

    files: Mapping[str, Path]
    """Message id → its file."""
    piles: tuple[Pile, ...]


def written(samples: Sequence[Sample], raw: Sequence[bytes], folder: Path) -> Mail:
    """Write the wrapped messages into `folder`, one file each; a sample's fold is its pile."""
    files: dict[str, Path] = {}
    spam: dict[str, list[Path]] = defaultdict(list)
    ham: dict[str, list[Path]] = defaultdict(list)
    for number, (sample, text) in enumerate(zip(samples, raw, strict=True)):
        file = folder / f"{number:05}.eml"
        file.write_bytes(text)
        files[sample.id] = file
        (spam if sample.is_networking else ham)[sample.fold].append(file)
    names = sorted(spam.keys() | ham.keys())
    piles = tuple(Pile(name, tuple(spam[name]), tuple(ham[name])) for name in names)
    return Mail(files, piles)


def contest(kind: Kind, mail: Mail, ids: Collection[str]) -> tuple[list[Judged], Spent]:
    """Return what a peer says of the messages `ids`, each judged without its pile.

    Beside the tool's own score its Bayes part stands alone where it tells one. Raises PeerError.
    """
    with tempfile.TemporaryDirectory(prefix="notworking-") as name:
        folder = Path(name)
        folder.chmod(0o777)  # servers run as users of their own
        peer = kind.start(folder)
        try:
            return _rounds(kind, peer, mail, ids)
        finally:
            peer.close()


def _rounds(kind: Kind, peer: Peer, mail: Mail, ids: Collection[str]) -> tuple[list[Judged], Spent]:
    """Train and ask once for each pile."""
    named = {mail.files[one]: one for one in ids}
    own: dict[str, float] = {}
    bayes: dict[str, float] = {}
    training = judging = 0.0
    for pile in mail.piles:
        asked = [file for file in (*pile.spam, *pile.ham) if file in named]
        begun = perf_counter()
        peer.train([one for one in mail.piles if one is not pile])
        trained = perf_counter()
        found = peer.scores(asked)
        judging += perf_counter() - trained
        training += trained - begun
        for file, scores in zip(asked, found, strict=True):
            own[named[file]] = scores[""]
            if "bayes" in scores:
                bayes[named[file]] = scores["bayes"]
    judged = [at_cutoff(kind.name, own, kind.cutoff, kind.unsure_from)]
    if bayes:
        judged.append(Judged(f"{kind.name}, Bayes alone", bayes, None))
    return judged, Spent(training, len(mail.piles), judging, len(own))
