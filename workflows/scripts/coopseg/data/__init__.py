"""Data sets: their tables and splits, how they are made and checked."""
