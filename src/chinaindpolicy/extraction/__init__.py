"""Claims and quantities extracted from texts."""
