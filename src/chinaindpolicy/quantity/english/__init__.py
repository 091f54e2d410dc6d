"""English number words, units, nouns and comparators."""
