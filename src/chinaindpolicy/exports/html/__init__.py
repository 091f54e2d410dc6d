"""The HTML page that browses a dataset."""
