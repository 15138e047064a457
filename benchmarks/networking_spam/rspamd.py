"""rspamd: one worker without network modules, its Bayes in a Redis of its own, both on sockets."""

from __future__ import annotations

import http.client
import json
import re
import shutil
import socket
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.networking_spam.peers import Kind, PeerError, Pile, Scores, Server, is_root, run

# fmt: off
_OFF = (
    "antivirus", "arc", "asn", "aws_s3", "bimi", "clickhouse",
    "dcc", "dkim", "dkim_signing", "dmarc", "elastic", "emails",
    "external_services", "fuzzy_check", "greylist", "hfilter", "history_redis", "maillist",
    "metric_exporter", "milter_headers", "mx_check", "neural", "once_received", "p0f",
    "phishing", "ratelimit", "rbl", "replies", "reputation", "rspamd_update",
    "spf", "surbl", "url_redirector", "whitelist",
)
# fmt: on
"""Modules that ask the network, or remember senders who are the same in every message here."""
_SETTINGS = {
    "local.d/redis.conf": 'servers = "{folder}/redis";',
    "local.d/options.inc": 'dns {{ nameserver = ["127.0.0.1:9"]; timeout = 0.05s; retransmits = 0; }}',
    "local.d/classifier-bayes.conf": (
        'backend = "redis"; servers = "{folder}/redis"; min_learns = 50; autolearn = false; '
        'learn_condition = "return function() return true end";'
    ),
    "override.d/worker-normal.inc": 'bind_socket = "{folder}/ask mode=0666"; count = 1;',
    "override.d/worker-controller.inc": (
        'bind_socket = "{folder}/learn mode=0666"; count = 1; password = "q1"; secure_ip = "127.0.0.1";'
    ),
    "override.d/worker-proxy.inc": "enabled = false;",
    "override.d/logging.inc": 'level = "warning"; type = "file"; filename = "{folder}/rspamd.log";',
}

_ADD = """
local from, sign = tonumber(ARGV[1]), tonumber(ARGV[2])
redis.call('SELECT', from)
for _, key in ipairs(redis.call('KEYS', 'RS*')) do
  redis.call('SELECT', from)
  local counts = redis.call('HGETALL', key)
  redis.call('SELECT', 0)
  for i = 1, #counts, 2 do
    if counts[i] == 'version' then
      redis.call('HSET', key, counts[i], counts[i + 1])
    elseif redis.call('HINCRBY', key, counts[i], sign * counts[i + 1]) == 0 then
      redis.call('HDEL', key, counts[i])
    end
  end
end
"""
"""Adds what lies in one Redis database to database 0, or takes it away again."""


class Rspamd:
    """rspamd with the rules and weights Debian ships, less those that ask the network.

    A pile is learned once and kept in a Redis database of its own; rspamd judges by database 0,
    which holds the sum of the piles trained with. For that every message is learned, also one
    that rspamd would by default not learn because it is sure of it already.
    """

    def __init__(self, folder: Path) -> None:
        """Work in `folder`; start Redis and rspamd. Raises PeerError."""
        self._folder = folder
        self._redis: Server | None = None
        self._rspamd: Server | None = None
        self._databases: dict[str, int] = {}
        self._summed: set[str] = set()
        self._write_settings()
        try:
            self._start()
        except PeerError:
            self.close()
            raise

    def train(self, piles: Sequence[Pile]) -> None:
        """Make database 0 the sum of these piles."""
        unknown = [pile for pile in piles if pile.name not in self._databases]
        if unknown:
            self._redis_cli("FLUSHDB")
            self._summed = set()
        for pile in unknown:
            self._databases[pile.name] = len(self._databases) + 1
            self._learn(pile)
            self._redis_cli("SWAPDB", "0", str(self._databases[pile.name]))
        wanted = {pile.name for pile in piles}
        for name in sorted(wanted ^ self._summed):
            sign = "1" if name in wanted else "-1"
            self._redis_cli("EVAL", _ADD, "0", str(self._databases[name]), sign)
        self._summed = wanted

    def scores(self, files: Sequence[Path]) -> list[Scores]:
        """Return of each message its score (header from 6) and what its Bayes says (0…1)."""
        line = _Line(self._folder / "ask")
        found = [_scores(line.post("/checkv2", file.read_bytes())) for file in files]
        line.close()
        return found

    def close(self) -> None:
        """Stop both servers."""
        for server in (self._rspamd, self._redis):
            if server is not None:
                server.stop()
        self._rspamd = self._redis = None

    def _learn(self, pile: Pile) -> None:
        line = _Line(self._folder / "learn")
        for path, files in (("/learnspam", pile.spam), ("/learnham", pile.ham)):
            for file in files:
                line.post(path, file.read_bytes())
        line.close()

    def _redis_cli(self, *words: str) -> None:
        """Have Redis do something. Raises PeerError when it refuses."""
        told = run(["redis-cli", "-e", "-s", self._folder / "redis", *words], self._folder)
        if told.startswith((b"ERR", b"(error)")):
            raise PeerError(f"Redis refused {words[0]}: {told.decode(errors='replace')[:200]}")

    def _write_settings(self) -> None:
        settings = self._folder / "etc"
        shutil.copytree("/etc/rspamd", settings)
        texts = {f"local.d/{module}.conf": "enabled = false;" for module in _OFF} | _SETTINGS
        for name, text in texts.items():
            file = settings / name
            file.parent.mkdir(exist_ok=True)
            file.write_text(text.format(folder=self._folder) + "\n", encoding="utf-8")
        for name in ("run", "db"):
            (self._folder / name).mkdir()
        if is_root():
            for path in (self._folder, *self._folder.rglob("*")):
                shutil.chown(path, "_rspamd", "_rspamd")

    def _start(self) -> None:
        folder = self._folder
        redis = ["redis-server", "--port", "0", "--unixsocket", str(folder / "redis")]
        redis += [
            "--unixsocketperm",
            "777",
            "--databases",
            "99",
            "--save",
            "",
            "--dir",
            str(folder),
            "--daemonize",
            "no",
        ]
        self._redis = Server(redis, folder, (folder / "redis").exists)
        rspamd = ["rspamd", "-f", "-c", str(folder / "etc" / "rspamd.conf")]
        rspamd += ["-u", "_rspamd", "-g", "_rspamd"] if is_root() else []
        places = {
            "CONFDIR": "etc",
            "LOCAL_CONFDIR": "etc",
            "RUNDIR": "run",
            "DBDIR": "db",
            "LOGDIR": ".",
        }
        rspamd += [f"--var={name}={folder / place}" for name, place in places.items()]
        self._rspamd = Server(rspamd, folder, self._is_up)

    def _is_up(self) -> bool:
        try:
            for name in ("ask", "learn"):
                line = _Line(self._folder / name)
                line.ping()
                line.close()
        except (OSError, http.client.HTTPException):
            return False
        return True


class _Line:
    """HTTP over a Unix socket, kept open."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection = http.client.HTTPConnection("localhost", timeout=30)

    def ping(self) -> None:
        """Raise OSError or HTTPException unless somebody answers."""
        self._request("GET", "/ping", b"")

    def post(self, path: str, raw: bytes) -> Mapping[str, Any]:
        """Send a message and return the answer. Raises PeerError when there is none.

        The answer is empty for a message too short to be learned (below eleven words).
        """
        try:
            return dict(json.loads(self._request("POST", path, raw) or b"{}"))
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise PeerError(f"rspamd did not answer {path}: {error!r}") from error

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def _request(self, method: str, path: str, body: bytes) -> bytes:
        if self._connection.sock is None:
            self._connection.sock = socket.socket(socket.AF_UNIX)
            self._connection.sock.settimeout(30)
            self._connection.sock.connect(str(self._path))
        self._connection.request(method, path, body, {"Password": "q1"})
        return self._connection.getresponse().read()


def _scores(answer: Mapping[str, Any]) -> Scores:
    """Return the score, and the Bayes part: symbol BAYES_HAM or BAYES_SPAM says "99.98%"."""
    if "score" not in answer:
        raise PeerError(f"rspamd judged nothing: {str(answer)[:200]}")
    symbols = answer.get("symbols", {})
    bayes = 0.5
    for name, sign in (("BAYES_SPAM", 1), ("BAYES_HAM", -1)):
        if name in symbols:
            told = re.search(r"[\d.]+", " ".join(symbols[name].get("options") or []))
            bayes = 0.5 + sign * (float(told[0]) / 200 if told else 0.5)
    return {"": float(answer["score"]), "bayes": bayes}


RSPAMD = Kind(
    "rspamd",
    ("rspamd", "redis-server", "redis-cli"),
    "rspamd redis-server",
    6.0,
    None,
    Rspamd,
)
