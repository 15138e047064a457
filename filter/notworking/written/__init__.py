"""What people write in our files: where it stands, what it means, and what is wrong with it.

Pure, and below every other room: the configuration and the rules both read TOML, and both
owe the reader a line number and the nearest valid word.
"""
