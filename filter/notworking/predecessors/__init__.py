"""What a follow-up proves: unsure mail leaves the inbox with the later mail of the same person."""
