"""The mailbox at the far end: session, login, moves, watch."""
