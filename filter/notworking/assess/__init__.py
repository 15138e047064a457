"""From messages to verdicts, many at once: who is it, look up, weigh, judge.

Values in, values out: `prepare` says what has to be looked up, a `Memory` recalls it in one
go, `assess` judges. `check`, the daemon and a backtest differ only in the memory they bring.
"""

from notworking.assess.judging import Assessed, assess
from notworking.assess.preparing import Court, Prepared, prepare
from notworking.assess.recall import Kept, Memory, NoMemory, Remembered, Wanted, Word

__all__ = [
    "Assessed",
    "Court",
    "Kept",
    "Memory",
    "NoMemory",
    "Prepared",
    "Remembered",
    "Wanted",
    "Word",
    "assess",
    "prepare",
]
