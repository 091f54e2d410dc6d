"""Chinese numerals, units and comparators."""
