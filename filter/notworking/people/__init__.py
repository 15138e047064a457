"""PURE. Who is writing, and what are they to me."""
