"""Which words are the sender's own, now: only those are judged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notworking.mail.message import Zones
from notworking.mail.zones import cut

REPLIES = {
    "en": ("Best regards,", "On Mon, 3 Feb 2025 at 10:00, Bob <bob@example.org> wrote:"),
    "de": ("Mit freundlichen Grüßen", "Am 03.02.2025 um 10:00 schrieb Bob <bob@example.org>:"),
    "fr": ("Cordialement,", "Le lun. 3 févr. 2025 à 10:00, Bob <bob@example.org> a écrit :"),
    "es": ("Un saludo,", "El lun, 3 feb 2025 a las 10:00, Bob (<bob@example.org>) escribió:"),
    "pt": (
        "Atenciosamente,",
        "Em seg., 3 de fev. de 2025 às 10:00, Bob <bob@example.org> escreveu:",
    ),
    "it": (
        "Cordiali saluti",
        "Il giorno lun 3 feb 2025 alle ore 10:00 Bob <bob@example.org> ha scritto:",
    ),
    "nl": ("Met vriendelijke groet,", "Op ma 3 feb 2025 om 10:00 schreef Bob <bob@example.org>:"),
}
BLOCKS = {
    "en": "From: Bob <bob@example.org>\nSent: Monday, February 3, 2025 10:00\nTo: Ada\nSubject: x",
    "de": "Von: Bob <bob@example.org>\nGesendet: Montag, 3. Februar 2025 10:00\nAn: Ada\nBetreff: x",
    "fr": "De : Bob <bob@example.org>\nEnvoyé : lundi 3 février 2025 10:00\nÀ : Ada\nObjet : x",
    "es": "De: Bob <bob@example.org>\nEnviado: lunes, 3 de febrero de 2025 10:00\nPara: Ada\nAsunto: x",
    "pt": "De: Bob <bob@example.org>\nEnviado: segunda-feira, 3 de fevereiro de 2025\nPara: Ada\nAssunto: x",
    "it": "Da: Bob <bob@example.org>\nInviato: lunedì 3 febbraio 2025 10:00\nA: Ada\nOggetto: x",
    "nl": "Van: Bob <bob@example.org>\nVerzonden: maandag 3 februari 2025 10:00\nAan: Ada\nOnderwerp: x",
}


@pytest.mark.parametrize("language", sorted(REPLIES))
def test_reply_is_cut_in_seven_languages(language: str) -> None:
    """The quoted pitch in a genuine answer must not be judged as the answer's words."""
    sign_off, attribution = REPLIES[language]

    zones = cut(f"The new words.\n\n{sign_off}\nAda Example\n\n{attribution}\n\n> Old words\n")

    assert zones.new == "The new words."
    assert zones.signature == f"{sign_off}\nAda Example"
    assert zones.quoted == f"{attribution}\n\nOld words"


@pytest.mark.parametrize("language", sorted(BLOCKS))
def test_outlook_block_begins_the_quotation(language: str) -> None:
    """Outlook marks no line; only the block of fields tells where the old mail begins."""
    zones = cut(
        f"The new words.\n\n________________________________\n{BLOCKS[language]}\n\nOld words\n"
    )

    assert zones.new == "The new words."
    assert "Old words" in zones.quoted


@pytest.mark.parametrize(
    "marker",
    [
        "-----Original Message-----",
        "-----Ursprüngliche Nachricht-----",
        "---------- Forwarded message ---------",
        "Begin forwarded message:",
        "Anfang der weitergeleiteten Nachricht:",
        "-------- Mensaje original --------",
        "----- Forwarded by Ada Example on 02/03/2025 10:00 AM -----",
    ],
)
def test_forwarders_words_are_new_and_the_rest_quoted(marker: str) -> None:
    """ "FYI" above somebody's pitch is a colleague's help, not a pitch."""
    zones = cut(
        f"FYI, see below\n\n{marker}\nFrom: Bob <bob@example.org>\nSubject: x\n\nOld words\n"
    )

    assert zones.new == "FYI, see below"
    assert "Old words" in zones.quoted


def test_attribution_wrapped_over_lines_is_one() -> None:
    """Programs wrap at 72 characters, in the middle of the address."""
    zones = cut(
        "Yes.\n\nOn Mon, 3 Feb 2025 at 10:00, Bob of a Long Name via the List <\nbob@example.org> wrote:\n\n> Old\n"
    )

    assert zones.new == "Yes."


def test_words_between_quotations_are_new() -> None:
    """Who answers point by point says everything between the quotations."""
    zones = cut("> Shall we meet?\nYes.\n> On Tuesday?\nNo, on Monday.\n")

    assert zones.new == "Yes.\nNo, on Monday."
    assert zones.quoted == "Shall we meet?\nOn Tuesday?"


def test_answer_below_an_unmarked_quotation_is_not_lost() -> None:
    """Some answer below, with marks we do not know: better too many words than none."""
    zones = cut(
        "On 3 Feb 2025, Bob wrote:\n\n[the figures]\n\nHere they are, as you asked for them.\n"
    )

    assert "Here they are" in zones.new


def test_quotation_with_other_marks_is_quoted() -> None:
    """Old programs quote with "|" or ")"; the mark repeats on each line."""
    zones = cut("On 3 Feb 2025, Bob wrote:\n| Shall we meet?\n| On Tuesday?\n\nYes, gladly.\n")

    assert zones.new == "Yes, gladly."


def test_message_set_wholly_in_marks_has_words() -> None:
    """With nobody quoted, a body of ">" lines is the sender's own."""
    assert cut("> Buy our leads\n> today\n").new == "Buy our leads\ntoday"


def test_mbox_escape_is_no_quotation() -> None:
    """ ">From" at the start of a line is an mbox's escape, not a quotation."""
    assert cut("We fly to Rome.\n>From there we go by train.\n").quoted == ""


def test_plain_from_line_of_a_contact_form_is_not_a_quotation() -> None:
    """Contact forms write "From:" and "Subject:" above the words that matter."""
    zones = cut("From: Bob <bob@example.org>\nSubject: Question\n\nDo you still sell maps?\n")

    assert "Do you still sell maps?" in zones.new


@pytest.mark.parametrize(
    ("text", "signature"),
    [
        ("Hello there.\n\n-- \nAda\nExample Ltd", "--\nAda\nExample Ltd"),
        ("Hello there.\n\nThanks, Ada", "Thanks, Ada"),
        (
            "Hello there.\n\nBest,\n\nAda Example\nCEO | Example Ltd\n+44 20 7946 0000",
            "Best,\n\nAda Example\nCEO | Example Ltd\n+44 20 7946 0000",
        ),
        (
            "Hello there.\n\nAda Example\nExample Ltd\nhttps://example.com",
            "Ada Example\nExample Ltd\nhttps://example.com",
        ),
        ("Hello there.\n\nSent from my iPhone", "Sent from my iPhone"),
        ("Hello there.\n\nVon meinem iPhone gesendet", "Von meinem iPhone gesendet"),
        ("Hello there.\n\nEnvoyé de mon iPhone", "Envoyé de mon iPhone"),
        ("Hello there.\n\nGet Outlook for Android", "Get Outlook for Android"),
        ("Hello there.\n\n- Ada", "- Ada"),
    ],
)
def test_signature_is_no_new_text(text: str, signature: str) -> None:
    """Titles and company names would teach the model who sells, not what is said."""
    zones = cut(text)

    assert zones.new == "Hello there."
    assert zones.signature == signature


def test_postscript_below_the_name_is_new_text() -> None:
    """The call to action of a pitch often stands in the P.S."""
    zones = cut("I help firms.\n\nBest,\nAda\n\nP.S. Would Tuesday suit you for a call?")

    assert zones.new == "I help firms.\n\nP.S. Would Tuesday suit you for a call?"
    assert zones.signature == "Best,\nAda"


def test_thanks_in_the_middle_ends_nothing() -> None:
    """A line "Thanks!" is a sign-off only with nothing but a name below."""
    text = "Thanks!\n" + "\n".join(
        f"Then we go on to point {number}, which is a longer sentence of its own, with a full stop at its end."
        for number in range(8)
    )

    assert cut(text).signature == ""


def test_message_of_thanks_and_name_keeps_words() -> None:
    """ "Thanks, Bob" is a whole message; an empty one could not be judged."""
    assert cut("Thanks,\nBob").new == "Thanks,"


@pytest.mark.parametrize(
    "sentence",
    [
        "If you'd rather not hear from me, just reply stop.",
        'P.S. Not relevant? Reply with "no thanks" and I won\'t bother you again.',
        "Falls Sie keine weiteren E-Mails von mir möchten, antworten Sie einfach kurz.",
        "Si vous ne souhaitez plus recevoir mes messages, dites-le moi.",
        "Si no deseas recibir más correos, responde BAJA.",
        "Se non desideri ricevere altre email, rispondi STOP.",
    ],
)
def test_opt_out_sentence_of_a_pitch_is_kept_in_the_footer(sentence: str) -> None:
    """It is a strong sign of a cold mail: taken out of the words, but never dropped."""
    zones = cut(f"Hi Bob,\n\nI sell leads. Interested?\n\nBest,\nAda\n\n{sentence}")

    assert zones.footer == sentence
    assert zones.signature == "Best,\nAda"
    assert zones.new == "Hi Bob,\n\nI sell leads. Interested?"


@pytest.mark.parametrize(
    "footer",
    [
        "You are receiving this email because you subscribed.\nUnsubscribe | Manage preferences\n1 Example Street",
        "Unsubscribe: https://example.com/u",
        "This e-mail and any attachments are confidential and intended solely for the\naddressee. If you are not the intended recipient, please delete it.",
        "Diese E-Mail enthält vertrauliche Informationen. Wenn Sie nicht der richtige Adressat sind oder\ndiese E-Mail irrtümlich erhalten haben, vernichten Sie bitte diese Nachricht.",
        "_______________________________________________\nExample mailing list\nlist@example.com\nhttps://example.com/listinfo",
        "Vous recevez cet e-mail car vous êtes inscrit. Pour vous désinscrire, cliquez ici.",
        "Recibes este correo porque te suscribiste. Haz clic aquí para darse de baja.",
        "Je ontvangt deze e-mail omdat je klant bent. Klik hier om je af te melden.",
    ],
)
def test_footer_is_no_new_text(footer: str) -> None:
    """Lawyers and list software speak there, not the sender."""
    zones = cut(f"The talk is on Monday at noon in the hall.\n\n{footer}")

    assert zones.new == "The talk is on Monday at noon in the hall."
    assert zones.footer == footer


@pytest.mark.parametrize(
    "text",
    [
        "Can you please unsubscribe me from your list?",
        "Please remove me from your list. I do not want any more emails.",
        "Please keep this confidential until Monday; the intended recipient is Eve.",
        "How does one unsubscribe people in our new tool? I could not find it.",
        "Kun je me afmelden voor de cursus van morgen?",
        "Pouvez-vous me désinscrire du cours de demain ?",
    ],
)
def test_somebodys_own_words_are_not_taken_for_a_footer(text: str) -> None:
    """Asking to be left alone is what the ledger must remember as an opt-out."""
    assert cut(f"{text}\n\nBob").new.startswith(text)


def test_padding_characters_are_removed() -> None:
    """Preheaders are padded with invisible characters, which would be counted as text."""
    assert cut("\u034f\u00a0\u200c\u00adzwnj \u034f\u200b\ufeffHel\u00adlo").new.strip() == "Hello"


def test_pgp_frame_is_no_quotation() -> None:
    """ "-----BEGIN PGP SIGNED MESSAGE-----" looks like a forwarding line; the words inside are new."""
    zones = cut(
        "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nSee you on Monday.\n"
        "-----BEGIN PGP SIGNATURE-----\n\niQEz\n-----END PGP SIGNATURE-----\n"
    )

    assert zones.new == "See you on Monday."


@given(
    st.lists(
        st.sampled_from(
            ["", "words", "> q", "-- ", "Best,", "Ada", "On 1 May, Bob <b@example.org> wrote:", "From: x", "Sent: y",
             "To: z", "Subject: s", "Unsubscribe here", "If you'd rather not hear from me", "___________", "| x",
             "-----Original Message-----", "Sent from my iPhone", "P.S. x", "confidential intended recipient solely"]
        ),
        max_size=14,
    )
)  # fmt: skip
def test_no_line_is_lost_and_none_is_doubled(lines: list[str]) -> None:
    """Whatever the order, every word ends up in exactly one zone."""
    zones = cut("\n".join(lines))

    found = " ".join((zones.new, zones.quoted, zones.signature, zones.footer))
    assert sorted(found.replace("|", "").replace(">", "").split()) == sorted(
        "\n".join(lines).replace("|", "").replace(">", "").split()
    )


@pytest.mark.parametrize(
    "piece",
    [
        "From: a\n",
        "On 1 ",
        "> ",
        "On 1 May, a@example.org\n",
        "_",
        "-----Original ",
        "unsubscribe ",
        "a@b.example ",
        "Best,\n",
        "--\n",
        "if you ",
        "\n",
        "Sent: Date: To:\n",
        "| x\n",
        "1:1 <",
    ],
)
def test_a_megabyte_of_hostile_text_is_cut(piece: str) -> None:
    """No pattern may take more than a bounded look at a line: a quadratic one would never end here."""
    zones = cut(piece * (1_000_000 // len(piece)))

    assert isinstance(zones, Zones)
