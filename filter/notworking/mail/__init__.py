"""PURE. A message, as a value."""
