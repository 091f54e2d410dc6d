"""Code lists of places, units, industries and products, loaded on demand."""
