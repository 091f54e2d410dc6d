"""Rules, findings and reports, and the evaluation of rules on a table."""
