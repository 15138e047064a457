"""Notworking files networking spam out of mail, judged by what it says and who its sender is."""
