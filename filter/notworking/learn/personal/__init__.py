"""What one user taught: fitting it, bounding it, measuring it, going back."""
