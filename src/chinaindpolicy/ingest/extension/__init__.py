"""Codes of the user: indicators, units, regions and more that extend the packaged code lists."""
