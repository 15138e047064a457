"""Log lines: one event, one line, key=value or JSON, on standard error."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime

_NOISY = ("apscheduler", "imapclient", "mailparser", "alembic", "sqlalchemy", "pymap")
"""Libraries whose own lines would hold bodies (imapclient at DEBUG) or repeat ours: every job
catches and logs its own trouble."""


class TextFormatter(logging.Formatter):
    """`2026-11-22T01:20:40Z info move.done account=home uid=7`."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, with a traceback only when there is one."""
        at = datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        line = f"{at} {record.levelname.lower()} {record.getMessage()}"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


class JsonFormatter(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the object as text."""
        told = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "event": record.getMessage().partition(" ")[0],
            "message": record.getMessage(),
        }
        if record.exc_info:
            told["trace"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False)


def set_up(level: str, style: str) -> None:
    """Send our log lines to standard error; of libraries only errors."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter() if style == "json" else TextFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.ERROR)
    logging.getLogger("notworking").setLevel(level.upper())
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.CRITICAL)
