"""How fast, how large, how much: measured in one run, told as ratios."""
