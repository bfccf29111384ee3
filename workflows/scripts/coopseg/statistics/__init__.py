"""Tests and comparisons of scores."""
