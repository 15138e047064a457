"""Three invented people's mail of a year, with the truth about every message, put through the daemon."""
