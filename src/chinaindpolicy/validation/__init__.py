"""Check anyone's data against the definitions of the tables, on the engine that holds it."""
