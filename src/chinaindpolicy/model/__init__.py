"""Records, columns, vocabularies and the schemas derived from them."""
