"""Links without what must not be kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notworking.mail.links import in_text, link_of, without_tokens
from notworking.mail.message import Link


@pytest.mark.parametrize(
    ("url", "host", "path"),
    [
        ("https://bob:pw@WWW.Example.com:443/in/ada?otpToken=x#y", "www.example.com", "/in/ada"),
        ("www.example.com", "www.example.com", ""),
        ("//example.com/a", "example.com", "/a"),
        ("https://bücher.example/ä", "bücher.example", "/ä"),
        ("http://[2001:db8::1]/x", "[2001:db8::1]", "/x"),
        ("https://example.com/a;jsessionid=1234/b", "example.com", "/a/b"),
        ("https://example.com/" + "q7Zp" * 20, "example.com", "/…"),
        ("https://www.linkedin.com/x/sharedKey/ab12/", "www.linkedin.com", "/x/sharedKey/…/"),
        ("https://example.com/blog/how-to-make-your-sales-team-ten-times-better", "example.com",
         "/blog/how-to-make-your-sales-team-ten-times-better"),
        ("https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fcalendly.com%2Fada&data=1", "calendly.com", "/ada"),
        ("https://urldefense.com/v3/__https://calendly.com/ada__;!!x", "calendly.com", "/ada"),
    ],
)  # fmt: skip
def test_host_and_path_are_all_that_stays(url: str, host: str, path: str) -> None:
    """Queries and long segments hold sign-in tokens; hosts tell who is behind the mail."""
    assert link_of(url) == Link(host, path)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mailto:ada@example.com",
        "javascript:alert(1)",
        "http://",
        "http://[",
        "http://a..b",
        "cid:x",
        "https://exa mple.com",
    ],
)
def test_what_is_no_web_address_is_no_link(url: str) -> None:
    """Only hosts that exist in the web say anything."""
    assert link_of(url) is None


def test_path_is_at_most_200_characters() -> None:
    """A path of words can be endless, too."""
    link = link_of("https://example.com/" + "word/" * 100)

    assert link is not None
    assert len(link.path) <= 200


@given(st.text(max_size=200).map(lambda text: f"https://{text}") | st.text(max_size=200))
def test_no_address_raises_and_no_query_survives(url: str) -> None:
    """The stdlib's parser raises on "http://[::1" and its like; ours gives nothing instead."""
    link = link_of(url)

    assert link is None or not {"?", "#", "@"} & set(link.host)
    assert link is None or not {"?", "#"} & set(link.path)


def test_links_in_text_lose_the_sentence_around_them() -> None:
    """ "(https://example.com/a)." is the link without bracket and full stop."""
    assert in_text("See (https://example.com/a). Or www.example.org, <https://example.com/b>!") == [
        Link("example.com", "/a"),
        Link("www.example.org", ""),
        Link("example.com", "/b"),
    ]


def test_quoted_text_keeps_no_token() -> None:
    """Reasons quote the mail's own words, and are stored: a link in them must not sign anybody in."""
    quoted = "Accept: https://www.example.com/accept/sharedKey/s3cr3t/?otpToken=x now"

    assert without_tokens(quoted) == "Accept: www.example.com/accept/sharedKey/…/ now"
    assert without_tokens("See www.example.com/a?token=x.") == "See www.example.com/a"
    assert without_tokens("no link at all") == "no link at all"
