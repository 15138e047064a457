"""The unsure lane's option: leave, a keyword, or a folder of its own."""

from __future__ import annotations

import pytest

from notworking.config.loading import parse
from notworking.errors import UserError
from notworking.planning import unsure_folder, unsure_keyword

CONFIG = """\
[[account]]
name = "home"
host = "imap.example.com"
user = "ada@example.com"
password = "secret"
unsure = "{lane}"
"""


@pytest.mark.parametrize(
    ("lane", "folder", "keyword"),
    [
        ("leave", "", ""),
        ("$NetworkingUnsure", "", "$NetworkingUnsure"),
        ("\\\\Flagged", "", "\\Flagged"),
        ("Networking/Unsure", "Networking/Unsure", "$NetworkingUnsure"),
    ],
)
def test_a_lane_is_nothing_a_keyword_or_a_folder(lane: str, folder: str, keyword: str) -> None:
    """A folder has a keyword beside it, for mode "flag"."""
    unsure = parse(CONFIG.format(lane=lane)).accounts[0].unsure

    assert (unsure_folder(unsure), unsure_keyword(unsure)) == (folder, keyword)


@pytest.mark.parametrize(
    ("lane", "why"),
    [
        ("", 'must be "leave"'),
        ("INBOX", "is the inbox itself"),
        ("$Two words", "must be one word"),
        ("/Unsure", "must be a folder name"),
        ("networking/pitches", "is the folder of a category"),
    ],
)
def test_a_lane_that_would_confuse_learning_is_refused(lane: str, why: str) -> None:
    """What lies in a category's folder is learned from: unsure mail must not lie there."""
    with pytest.raises(UserError, match=why):
        parse(CONFIG.format(lane=lane))
