"""Reading and writing files safely: limits, digests, atomic writes, escaping, progress."""
