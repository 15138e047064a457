"""The user's moves, read from where mail lies, and what they teach (DESIGN section 7)."""
