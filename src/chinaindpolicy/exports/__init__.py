"""Exports: a release, selection or collection in the formats that other tools read."""
