"""Whom to believe about who sent a message."""

from __future__ import annotations

import pytest

from notworking.mail.authenticity import (
    MICROSOFT_STYLE,
    Authenticity,
    authenticate,
    is_same_owner,
    learn_authserv_ids,
)
from notworking.mail.message import Address, Headers, Message
from notworking.mail.results import parse_results, receiving_host

PASS = "dkim=pass header.d=linkedin.com; dmarc=pass header.from=linkedin.com"
GMAIL = (
    ("Received", "by 2002:a05:6402:1::1 with SMTP id x; Mon, 3 Feb 2025 01:00:00 -0800"),
    ("X-Received", "by 2002:a05:1::1; Mon, 3 Feb 2025"),
    (
        "Received",
        "from mailb.linkedin.com (mailb.linkedin.com. [192.0.2.1]) by mx.google.com with ESMTPS id x",
    ),
    (
        "Authentication-Results",
        "mx.google.com; dkim=pass header.i=@linkedin.com header.s=s1 header.b=abc;"
        " spf=pass (google.com: domain of s-1@bounce.linkedin.com designates 192.0.2.1 as permitted sender)"
        " smtp.mailfrom=s-1@bounce.linkedin.com;"
        " dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=linkedin.com",
    ),
    ("Received", "from app1.prod.linkedin.com by mailb.linkedin.com; Mon, 3 Feb 2025"),
)
MICROSOFT = (
    (
        "Received",
        "from A.eurprd01.prod.outlook.com by B.eurprd01.prod.outlook.com with HTTPS; Mon, 3 Feb 2025",
    ),
    (
        "Authentication-Results",
        "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=bounce.linkedin.com; dkim=pass (signature was verified)"
        " header.d=linkedin.com;dmarc=pass action=none header.from=linkedin.com;compauth=pass reason=100",
    ),
    (
        "Received",
        "from mailb.linkedin.com (192.0.2.1) by C.mail.protection.outlook.com with SMTP; Mon, 3 Feb 2025",
    ),
)
ICLOUD = (
    ("Received", "from mailb.linkedin.com by p00-icloudmta.me.com with ESMTPS; Mon, 3 Feb 2025"),
    ("Authentication-Results", "bimi.icloud.com; bimi=skipped reason=\"insufficient dmarc\""),
    ("Authentication-Results", "arc.icloud.com; arc=none"),
    ("Authentication-Results", "dmarc.icloud.com; dmarc=pass header.from=linkedin.com"),
    ("Authentication-Results", "dkim-verifier.icloud.com; dkim=pass (2048-bit key) header.d=linkedin.com header.i=@linkedin.com"),
    ("Authentication-Results", "spf.icloud.com; spf=pass (ok) smtp.mailfrom=s-1@bounce.linkedin.com"),
)  # fmt: skip
IONOS = (
    ("Authentication-Results", "kundenserver.de; dkim=pass header.i=@mailb.linkedin.com"),
    ("Authentication-Results", "kundenserver.de; dkim=pass header.i=@example.org"),
    ("Received", "from mailb.linkedin.com by mx.kundenserver.de; Mon, 3 Feb 2025"),
)
RSPAMD = (
    (
        "Authentication-Results",
        "mail.example.org; dkim=pass header.d=linkedin.com header.s=s1 header.b=abc; dmarc=pass (policy=reject)"
        " header.from=linkedin.com; spf=pass (mail.example.org: domain of s-1@bounce.linkedin.com designates"
        " 192.0.2.1 as permitted sender) smtp.mailfrom=s-1@bounce.linkedin.com",
    ),
    (
        "Received",
        "from mailb.linkedin.com (mailb.linkedin.com [192.0.2.1]) by mail.example.org (Postfix) with ESMTPS",
    ),
)
SHAPES = {
    "gmail": (GMAIL, ("mx.google.com",)),
    "microsoft": (MICROSOFT, (MICROSOFT_STYLE,)),
    "icloud": (ICLOUD, ("*.icloud.com",)),
    "rspamd": (RSPAMD, ("mail.example.org",)),
}


def with_headers(*pairs: tuple[str, str], sender: str = "invitations@linkedin.com") -> Message:
    return Message(digest="0" * 32, sender=Address(sender), headers=Headers(pairs))


@pytest.mark.parametrize("shape", sorted(SHAPES))
def test_every_providers_shape_is_understood(shape: str) -> None:
    """Four providers write the same facts in four ways; a network's mail counts only if proven."""
    pairs, trusted = SHAPES[shape]

    found = authenticate(with_headers(*pairs), trusted=trusted)

    assert found.is_stated
    assert found.dmarc_pass == "linkedin.com"
    assert found.dkim_pass == {"linkedin.com"}
    assert found.spf_pass == "bounce.linkedin.com"
    assert found.vouches_for("linkedin.com")
    assert not found.vouches_for("example.com")


def test_one_header_for_each_signature_gives_all_signatures() -> None:
    """IONOS writes a header for every DKIM signature; the second may be the sender's own."""
    found = authenticate(with_headers(*IONOS), trusted=("kundenserver.de",))

    assert found.dkim_pass == {"mailb.linkedin.com", "example.org"}
    assert found.vouches_for("linkedin.com")


@pytest.mark.parametrize("shape", sorted(SHAPES))
def test_nothing_is_believed_without_a_trusted_id(shape: str) -> None:
    """Anybody can write the header; without knowing our server's name it proves nothing."""
    assert authenticate(with_headers(*SHAPES[shape][0])) == Authenticity()


@pytest.mark.parametrize(
    "forged_id",
    ["mx.example.com", "mx.google.com.evil.example", "notmx.google.com", "", "icloud.com"],
)
def test_forged_header_with_a_wrong_id_is_ignored(forged_id: str) -> None:
    """The sender's server may claim what it likes about itself."""
    forged = ("Authentication-Results", f"{forged_id}; {PASS}".lstrip("; "))

    found = authenticate(with_headers(forged), trusted=("mx.google.com", "*.icloud.com"))

    assert found == Authenticity()


def test_forged_header_below_our_own_received_is_ignored() -> None:
    """Results above our Received are our server's; with the right id below it, they are the sender's."""
    genuine = ("Authentication-Results", "mail.example.org; spf=fail smtp.mailfrom=evil.example")
    received = ("Received", "from evil.example by mail.example.org; Mon, 3 Feb 2025")
    forged = ("Authentication-Results", f"mail.example.org; {PASS}")

    found = authenticate(with_headers(genuine, received, forged), trusted=("mail.example.org",))

    assert found.is_stated
    assert not found.vouches_for("linkedin.com")


def test_forged_header_below_a_foreign_received_is_ignored() -> None:
    """Below the first server that is not ours, everything is hearsay; Gmail writes below its own."""
    forged = ("Authentication-Results", f"mx.google.com; {PASS}")
    genuine = ("Authentication-Results", "mx.google.com; spf=softfail smtp.mailfrom=evil.example")

    found = authenticate(
        with_headers(*GMAIL[:3], genuine, ("Received", "by evil.example; Mon"), forged),
        trusted=("mx.google.com",),
    )

    assert found.is_stated
    assert not found.vouches_for("linkedin.com")


def test_first_header_that_states_a_method_decides_it() -> None:
    """A forged pass right below the genuine failure must not repair it."""
    genuine = (
        "Authentication-Results",
        "mx.google.com; dkim=fail header.d=linkedin.com; dmarc=fail header.from=linkedin.com",
    )
    forged = ("Authentication-Results", f"mx.google.com; {PASS}")

    found = authenticate(with_headers(*GMAIL[:3], genuine, forged), trusted=("mx.google.com",))

    assert not found.vouches_for("linkedin.com")
    assert found.denies("linkedin.com")


def test_results_between_two_of_our_own_servers_count() -> None:
    """Large hosts check at one hop and deliver at another."""
    pairs = (
        ("Authentication-Results", "filter.example.org; spf=pass smtp.mailfrom=linkedin.com"),
        ("Received", "from filter.example.org by store.example.org"),
        ("Authentication-Results", f"filter.example.org; {PASS}"),
        ("Received", "from mailb.linkedin.com by mx.example.org"),
    )

    assert authenticate(with_headers(*pairs), trusted=("filter.example.org",)).vouches_for(
        "linkedin.com"
    )


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("linkedin.com", "linkedin.com", True),
        ("mailb.linkedin.com", "linkedin.com", True),
        ("linkedin.com", "e.linkedin.com", True),
        ("LinkedIn.com.", "linkedin.com", True),
        ("linkedin.com.evil.example", "linkedin.com", False),
        ("notlinkedin.com", "linkedin.com", False),
        ("linkedin-mail.com", "linkedin.com", False),
        ("ada.co.uk", "eve.co.uk", False),
        ("ada.github.io", "eve.github.io", False),
        ("com", "linkedin.com", False),
        ("", "", False),
        ("", "linkedin.com", False),
    ],
)
def test_owner_of_a_domain(first: str, second: str, same: bool) -> None:
    """Look-alikes are how forgers work; subdomains are how networks send."""
    assert is_same_owner(first, second) is same
    assert Authenticity(is_stated=True, dkim_pass=frozenset({first})).vouches_for(second) is (
        same and bool(first)
    )


def test_spf_alone_does_not_vouch() -> None:
    """SPF proves the envelope, which nobody sees; anyone's server passes for its own envelope."""
    assert not Authenticity(is_stated=True, spf_pass="linkedin.com").vouches_for("linkedin.com")


@pytest.mark.parametrize(
    ("value", "authserv_id", "methods"),
    [
        ("mx.example.org; none", "mx.example.org", []),
        ("mx.example.org 1; spf=pass", "mx.example.org", [("spf", "pass")]),
        ("mx.example.org/1; spf=pass", "mx.example.org/1", [("spf", "pass")]),
        ("(a (nested; dkim=pass) comment) MX.example.org (x); spf = pass ( ; dkim=pass)", "mx.example.org", [("spf", "pass")]),
        ('"mx.example.org" ; dkim/1 = fail reason="no; dkim=pass" header.d=example.com', "mx.example.org", [("dkim", "fail")]),
        ("spf=none; dkim=none", "", [("spf", "none"), ("dkim", "none")]),
        ("mx.example.org; dkim=pass (good\\) ; spf=pass) header.d=example.com", "mx.example.org", [("dkim", "pass")]),
        ("", "", []),
        (";;;=;", "", []),
    ],
)  # fmt: skip
def test_grammar_of_the_header(
    value: str, authserv_id: str, methods: list[tuple[str, str]]
) -> None:
    """Comments and quoted strings may hold anything, also "dkim=pass" (RFC 8601 section 2.2)."""
    parsed = parse_results(value)

    assert parsed.authserv_id == authserv_id
    assert [(result.method, result.result) for result in parsed.results] == methods


def test_properties_give_the_domain() -> None:
    """header.i holds "user@domain" or "@domain"; header.d is the domain."""
    [result] = parse_results("mx; dkim=pass header.i=@a.example.com header.d=example.com").results

    assert result.domain("header.d", "header.i") == "example.com"
    assert result.domain("header.i") == "a.example.com"
    assert result.domain("header.from") == ""


def test_quoted_reason_cannot_pose_as_property() -> None:
    """A reason is free text, often copied from the sender."""
    [result] = parse_results(
        'mx; dkim=pass reason="x header.d=linkedin.com" header.d=evil.example'
    ).results

    assert result.domain("header.d") == "evil.example"


@pytest.mark.parametrize(
    ("received", "host"),
    [
        (
            "from a (by b.example) by MX.example.org (Postfix) with ESMTPS id 1; Mon",
            "mx.example.org",
        ),
        ("by mx.example.org; Mon", "mx.example.org"),
        ("from a; by b", ""),
        ("", ""),
    ],
)
def test_host_after_by(received: str, host: str) -> None:
    """The name after "from" is the sender's to choose; only "by" is the server's own."""
    assert receiving_host(received) == host


@pytest.mark.parametrize(
    ("pairs", "learned"),
    [
        (GMAIL, ("mx.google.com",)),
        (MICROSOFT, (MICROSOFT_STYLE,)),
        (
            ICLOUD,
            (
                "arc.icloud.com",
                "bimi.icloud.com",
                "dkim-verifier.icloud.com",
                "dmarc.icloud.com",
                "spf.icloud.com",
            ),
        ),
        (IONOS, ("kundenserver.de",)),
        (RSPAMD, ("mail.example.org",)),
    ],
)
def test_ids_are_learned_from_received_mail(
    pairs: tuple[tuple[str, str], ...], learned: tuple[str, ...]
) -> None:
    """Users do not know their server's authserv-id; their mail does."""
    messages = [
        with_headers(*pairs, sender=f"ada@{name}.example") for name in "abcde" for _ in range(4)
    ]

    ids = learn_authserv_ids(messages)

    assert ids == learned
    assert authenticate(messages[0], trusted=ids).vouches_for("linkedin.com")


def test_id_of_one_sender_among_many_is_not_learned() -> None:
    """Where our server writes nothing, the topmost results are each sender's own claims."""
    messages = [
        with_headers(
            ("Authentication-Results", f"mx.{name}.example; {PASS}"), sender=f"ada@{name}.example"
        )
        for name in "abcdefghij"
    ]

    assert learn_authserv_ids(messages) == ()


def test_few_messages_or_one_sender_teach_nothing() -> None:
    """One sender who writes often could plant an id."""
    assert learn_authserv_ids([with_headers(*GMAIL)] * 3) == ()
    assert learn_authserv_ids([with_headers(*GMAIL)] * 50) == ()
