"""The user's rules as a file: read again when it changes, tried before use, added to, exported."""
