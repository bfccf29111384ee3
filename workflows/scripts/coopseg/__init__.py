"""Experiments with coopseg: data sets, their stages, statistics, the report, and a look at what runs."""

__version__ = "0.1.0"
