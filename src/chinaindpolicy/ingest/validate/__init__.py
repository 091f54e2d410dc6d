"""Validation of frames, files, relations and records against a table."""
