"""SpamAssassin: spamd without network tests, its Bayes trained by sa-learn, asked by spamc."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.networking_spam.peers import Kind, PeerError, Pile, Scores, Server, is_root, run

_SETTINGS = """\
use_bayes 1
bayes_path {folder}/bayes
bayes_file_mode 0777
bayes_auto_learn 0
bayes_auto_expire 0
use_razor2 0
use_pyzor 0
lock_method flock
clear_headers
add_header all Judged score=_SCORE_ bayes=_BAYES_
"""
_JUDGED = re.compile(rb"X-Spam-Judged: score=(-?[\d.]+) bayes=([\d.]+)?")
_Counts = dict[str, list[int]]


class SpamAssassin:
    """SpamAssassin with the rules Debian ships.

    Learning is the slow part. A pile is therefore learned once, and what it taught is kept as
    counts: the counts of several piles add up to just what learning them together gives.
    """

    def __init__(self, folder: Path) -> None:
        """Work in `folder`, which spamd's own user must be able to reach."""
        self._folder = folder
        self._settings = folder / "settings"
        unread = shutil.ignore_patterns("sa-update-keys")
        shutil.copytree("/etc/spamassassin", self._settings, ignore=unread)
        own = _SETTINGS.format(folder=folder)
        (self._settings / "zz.cf").write_text(own, encoding="utf-8")
        self._learned: dict[str, str] = {}
        self._spamd: Server | None = None

    def train(self, piles: Sequence[Pile]) -> None:
        """Start spamd anew on what these piles taught."""
        self.close()
        for pile in piles:
            if pile.name not in self._learned:
                self._learned[pile.name] = self._learn(pile)
        together = self._folder / "together.txt"
        together.write_text(added(self._learned[pile.name] for pile in piles), encoding="ascii")
        self._sa_learn("--restore", together)
        for file in self._folder.glob("bayes*"):
            file.chmod(0o666)
        socket = self._folder / "spamd"
        identity = ["-u", "nobody"] if is_root() else []
        command = ["spamd", "-L", "-x", "-m", "1", *identity, f"--socketpath={socket}"]
        command += ["--socketmode=0666", "-s", str(self._folder / "log"), "-H", str(self._folder)]
        command += ["-r", str(self._folder / "pid"), f"--siteconfigpath={self._settings}"]
        self._spamd = Server(command, self._folder, self._is_up)

    def scores(self, files: Sequence[Path]) -> list[Scores]:
        """Return of each message its score (spam from 5) and what its Bayes says (0…1)."""
        return [self._ask(file.read_bytes()) for file in files]

    def close(self) -> None:
        """Stop spamd."""
        if self._spamd is not None:
            self._spamd.stop()
            self._spamd = None

    def _ask(self, raw: bytes) -> Scores:
        command = ["spamc", "-U", str(self._folder / "spamd"), "-x", "-s", "1000000", "--headers"]
        found = _JUDGED.search(run(command, self._folder, raw))
        if found is None:
            raise PeerError("spamd did not answer")
        return {"": float(found[1]), "bayes": float(found[2] or 0.5)}

    def _learn(self, pile: Pile) -> str:
        """Return what one pile teaches, as `sa-learn --backup` writes it."""
        self._sa_learn("--clear")
        for switch, files in (("--spam", pile.spam), ("--ham", pile.ham)):
            if files:
                listed = self._folder / "listed.txt"
                listed.write_text("".join(f"{file}\n" for file in files), encoding="utf-8")
                self._sa_learn("--no-sync", switch, "--folders", listed)
        self._sa_learn("--sync")
        return self._sa_learn("--backup").decode("ascii", "replace")

    def _sa_learn(self, *arguments: str | Path) -> bytes:
        settings = f"--siteconfigpath={self._settings}"
        return run(["sa-learn", settings, "-L", *arguments], self._folder)

    def _is_up(self) -> bool:
        command = ["spamc", "-U", str(self._folder / "spamd"), "-K"]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0


def added(backups: Iterable[str]) -> str:
    """Return several `sa-learn --backup` texts as one, their counts added up.

    A line is `v COUNT num_spam`, `t SPAM HAM TIME TOKEN`, or `s KIND MESSAGE`, tabs between;
    the list of messages seen is left out, because nothing is learned on top.
    """
    messages = {"num_spam": 0, "num_nonspam": 0}
    tokens: _Counts = {}
    for backup in backups:
        for line in backup.splitlines():
            kind, *rest = line.split("\t")
            if kind == "v" and rest[1] in messages:
                messages[rest[1]] += int(rest[0])
            elif kind == "t":
                spam, ham, at = map(int, rest[:3])
                sum_ = tokens.setdefault(rest[3], [0, 0, 0])
                sum_[:] = sum_[0] + spam, sum_[1] + ham, max(sum_[2], at)
    head = ["v\t3\tdb_version # this must be the first line!!!"]
    head += [f"v\t{count}\t{name}" for name, count in messages.items()]
    return "\n".join([*head, *(f"t\t{s}\t{h}\t{at}\t{t}" for t, (s, h, at) in tokens.items()), ""])


SPAMASSASSIN = Kind(
    "SpamAssassin",
    ("spamd", "spamc", "sa-learn"),
    "spamassassin spamd spamc",
    5.0,
    None,
    SpamAssassin,
    is_slow=True,
)
