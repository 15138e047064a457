"""PURE. What is this, and what is to be done."""
