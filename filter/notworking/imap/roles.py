"""What a mailbox is for: as the server declares it, else guessed from its name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from notworking.imap.port import MailboxInfo, Role

_DECLARED = {
    "\\sent": Role.SENT,
    "\\junk": Role.JUNK,
    "\\spam": Role.JUNK,  # XLIST, the older Gmail way
    "\\trash": Role.TRASH,
    "\\archive": Role.ARCHIVE,
    "\\drafts": Role.DRAFTS,
    "\\all": Role.ALL,
    "\\allmail": Role.ALL,
}

_NAMES: dict[Role, tuple[str, ...]] = {
    # English, German, French, Spanish, Italian, Dutch, Portuguese; commonest first.
    Role.SENT: (
        "sent",
        "sent items",
        "sent messages",
        "sent mail",
        "sent-mail",
        "gesendet",
        "gesendete elemente",
        "gesendete objekte",
        "gesendete nachrichten",
        "postausgang",
        "envoyés",
        "éléments envoyés",
        "messages envoyés",
        "courriers envoyés",
        "enviados",
        "elementos enviados",
        "mensajes enviados",
        "correo enviado",
        "posta inviata",
        "inviata",
        "inviati",
        "elementi inviati",
        "verzonden",
        "verzonden items",
        "verzonden berichten",
        "itens enviados",
        "mensagens enviadas",
        "e-mails enviados",
    ),
    Role.JUNK: (
        "junk",
        "spam",
        "junk e-mail",
        "junk email",
        "junk mail",
        "bulk mail",
        "spamverdacht",
        "unerwünscht",
        "unerwünschte werbung",
        "junk-e-mail",
        "indésirables",
        "courrier indésirable",
        "pourriel",
        "correo no deseado",
        "no deseado",
        "posta indesiderata",
        "indesiderata",
        "ongewenste e-mail",
        "ongewenst",
        "lixo eletrônico",
        "lixo eletrónico",
    ),
    Role.TRASH: (
        "trash",
        "deleted items",
        "deleted messages",
        "deleted",
        "bin",
        "papierkorb",
        "gelöscht",
        "gelöschte elemente",
        "gelöschte objekte",
        "corbeille",
        "éléments supprimés",
        "messages supprimés",
        "papelera",
        "papelera de reciclaje",
        "elementos eliminados",
        "cestino",
        "posta eliminata",
        "elementi eliminati",
        "prullenbak",
        "verwijderd",
        "verwijderde items",
        "lixeira",
        "lixo",
        "itens excluídos",
        "itens eliminados",
    ),
    Role.ARCHIVE: (
        "archive",
        "archives",
        "archiv",
        "archivo",
        "archivio",
        "archief",
        "arquivo",
        "arquivo morto",
    ),
    Role.DRAFTS: (
        "drafts",
        "draft",
        "entwürfe",
        "brouillons",
        "borradores",
        "bozze",
        "concepten",
        "rascunhos",
    ),
    Role.ALL: (
        "all mail",
        "alle nachrichten",
        "tous les messages",
        "todos",
        "todo el correo",
        "tutti i messaggi",
        "alle e-mails",
        "alle berichten",
        "todos os e-mails",
        "todo o correio",
    ),
}
_STEMS = frozenset({"inbox", "[gmail]", "[google mail]"})


def with_roles(mailboxes: Sequence[MailboxInfo], *, declared: bool = True) -> list[MailboxInfo]:
    """Given LIST's lines, return them with roles: each role at most once.

    A role the server declares (RFC 6154, any case) beats every name; a name counts only at
    the top, or just below INBOX or [Gmail]. With `declared` false attributes are ignored.
    """
    chosen: dict[str, Role] = {}
    for mailbox in mailboxes:
        role = declared_role(mailbox) if declared else None
        if mailbox.name.upper() == "INBOX":
            chosen[mailbox.name] = Role.INBOX
        elif role is not None and role not in chosen.values():
            chosen[mailbox.name] = role
    for role, names in _NAMES.items():
        if role not in chosen.values():
            found = _guess(role, names, [m for m in mailboxes if m.name not in chosen])
            chosen.update(dict.fromkeys(found, role))
    return [replace(mailbox, role=chosen.get(mailbox.name)) for mailbox in mailboxes]


def declared_role(mailbox: MailboxInfo) -> Role | None:
    """Return the role a mailbox's attributes state (RFC 6154, any case), or None."""
    return next((_DECLARED[word] for word in sorted(mailbox.attributes) if word in _DECLARED), None)


def _guess(role: Role, names: tuple[str, ...], mailboxes: Sequence[MailboxInfo]) -> list[str]:
    """Return the name of the mailbox that fits `role` best, as a list of one or none."""
    ranked = [
        (names.index(leaf), mailbox.name)
        for mailbox in mailboxes
        if (leaf := _leaf(mailbox)) in names and "\\noselect" not in mailbox.attributes
    ]
    if role is Role.ALL:  # "Todos" may be anything, outside of Gmail's own corner
        ranked = [(rank, name) for rank, name in ranked if name.startswith("[")]
    return [min(ranked)[1]] if ranked else []


def _leaf(mailbox: MailboxInfo) -> str:
    """Return the last part of the name, folded, or "" when it lies too deep to be special."""
    levels = mailbox.name.split(mailbox.delimiter) if mailbox.delimiter else [mailbox.name]
    stems, leaf = levels[:-1], levels[-1]
    is_near_the_top = not stems or (len(stems) == 1 and stems[0].lower() in _STEMS)
    return leaf.casefold() if is_near_the_top else ""
