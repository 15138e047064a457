"""An invented mailbox on an embedded IMAP server, filed by the real daemon code."""
