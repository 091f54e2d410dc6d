"""Combination of numbers, units and context words into mentions."""
