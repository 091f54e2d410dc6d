"""Exact offsets of expressions that an extractor took from a text."""
