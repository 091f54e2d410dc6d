"""Conversion of third-party data to the columns, units and codes of a table."""
