"""Experiments: settings, methods, test sets, stages and costs."""
