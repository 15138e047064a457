"""Reviewing: asking the user about the messages whose answer teaches most."""
