"""Build of `datasets/codelists` from raw files that are not part of the repository."""
