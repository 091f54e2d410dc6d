"""The dataset in the forms in which other people and tools read it."""
