"""Third-party data: read files, normalize them, validate them."""
