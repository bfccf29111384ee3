"""Experiments with coopseg: data sets, their stages, statistics, the report, and a look at what runs."""
