"""Reading a collection: strict YAML in, rows that know their file and line out."""
