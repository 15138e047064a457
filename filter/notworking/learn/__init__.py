"""Corrections, examples, training, evaluation, the seed corpus and the base model."""
