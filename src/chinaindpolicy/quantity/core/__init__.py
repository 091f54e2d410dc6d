"""Text, numerals, dates and comparators that both languages share."""
