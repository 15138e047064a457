"""bogofilter: words alone, Bayes after Robinson and Fisher, one word list on disk."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from benchmarks.networking_spam.peers import Kind, PeerError, Pile, Scores, run


class Bogofilter:
    """bogofilter with the settings it is built with; no configuration file is read."""

    def __init__(self, folder: Path) -> None:
        """Work in `folder`."""
        self._folder = folder
        self._words = folder / "words"

    def train(self, piles: Sequence[Pile]) -> None:
        """Begin a new word list with these piles."""
        shutil.rmtree(self._words, ignore_errors=True)
        self._words.mkdir()
        for pile in piles:
            for switch, files in (("-s", pile.spam), ("-n", pile.ham)):
                if files:
                    command = ["bogofilter", "-C", "-d", str(self._words), switch, "-B"]
                    run([*command, *map(str, files)], self._folder)

    def scores(self, files: Sequence[Path]) -> list[Scores]:
        """Return the spamicity of each message (0…1), to sixteen digits."""
        command = ["bogofilter", "-C", "-d", str(self._words), "-b", "-TT"]
        names = "".join(f"{file}\n" for file in files).encode()
        told = run(command, self._folder, names, fine=(0, 1, 2))
        found = [line.rpartition(" ") for line in told.decode().splitlines()]
        if [name for name, _, _ in found] != [str(file) for file in files]:
            raise PeerError("bogofilter did not answer for every message")
        return [{"": float(score)} for _, _, score in found]

    def close(self) -> None:
        """Nothing runs on."""


BOGOFILTER = Kind("bogofilter", ("bogofilter",), "bogofilter", 0.99, 0.45, Bogofilter)
