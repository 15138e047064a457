"""Configuration: options with type, default, help and example; a file and an environment → Config."""
