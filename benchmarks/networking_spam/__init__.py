"""Networking spam, judged by us and by three spam filters trained on the same mail."""
