"""A simulated user with a taste of their own: how right the filter is after so many corrections."""
