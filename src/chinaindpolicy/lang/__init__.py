"""Texts of results in other languages than English, from one catalogue per language."""
