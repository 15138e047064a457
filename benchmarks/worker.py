"""A process of its own whose memory and time are measured: the daemon's work, or a bare client's.

Run: python -m benchmarks.worker CONFIG STEP…, where a step is pass, history, poll:COUNT,
bodies, headers or bare-poll:COUNT. Prints one JSON object a step.
"""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time

from imapclient import IMAPClient

from benchmarks.clocks import peak_bytes

BATCH = 100
BODY, HEADER = "BODY.PEEK[]<0.131072>", "BODY.PEEK[HEADER]<0.131072>"
REST = ["FLAGS", "RFC822.SIZE", "INTERNALDATE"]
Steps = dict[str, Callable[[int], int]]


def main() -> None:
    """Do the steps in turn, telling of each what it did, how long it took, how large we are."""
    config, *wanted = sys.argv[1:]
    is_bare = wanted[0].partition(":")[0] in ("bodies", "headers", "bare-poll")
    steps = bare_steps(config) if is_bare else daemon_steps(Path(config))
    for step in wanted:
        name, _, count = step.partition(":")
        wall, cpu = perf_counter(), process_time()
        done = steps[name](int(count or 1))
        told = {"step": step, "count": done, "wall": perf_counter() - wall}
        print(json.dumps({**told, "cpu": process_time() - cpu, "peak": peak_bytes()}), flush=True)


def daemon_steps(config: Path) -> Steps:
    """Return the daemon's own steps for the configuration's first account."""
    from notworking import app
    from notworking.house import open_house

    house = open_house(config, {})
    worker = app.workers_of(house)[0]
    stop = threading.Event()

    def history(_count: int) -> int:
        steps = 1
        while worker.history_step(stop):
            steps += 1
        return steps

    def polls(count: int) -> int:
        return sum(worker.poll(stop).seen for _ in range(count))

    return {"pass": polls, "poll": polls, "history": history}


def bare_steps(config: str) -> Steps:
    """Return the same fetching by imapclient alone, nothing done with what comes."""
    import tomllib

    account = tomllib.loads(Path(config).read_text(encoding="utf-8"))["account"][0]
    client = IMAPClient(account["host"], account["port"], ssl=False)
    client.login(account["user"], account["password"])

    def fetch(section: str) -> int:
        client.select_folder("INBOX", readonly=True)
        uids = client.search("ALL")
        for start in range(0, len(uids), BATCH):
            client.fetch(uids[start : start + BATCH], [section, *REST])
        return len(uids)

    def poll(count: int) -> int:
        for _ in range(count):
            status = client.select_folder("INBOX", readonly=True)
            client.search(["UID", f"{status[b'UIDNEXT']}:*"])
        return count

    return {
        "bodies": lambda _count: fetch(BODY),
        "headers": lambda _count: fetch(HEADER),
        "bare-poll": poll,
    }


if __name__ == "__main__":
    main()
