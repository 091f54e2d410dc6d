"""From a YAML collection and source texts to a verified release."""
