"""Commands and sentences, no logic."""
