"""Datasets and tables of a release, and the files that releases consist of."""
