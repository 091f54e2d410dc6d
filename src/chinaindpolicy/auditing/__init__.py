"""Check the numbers of a text against a dataset."""
