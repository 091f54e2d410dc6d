"""Questions answered from a dataset: search, assessment, comparison, conversion, citation."""
