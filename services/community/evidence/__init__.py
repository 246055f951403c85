"""Evidence of cases: kept as it came, shown as a safe copy, with who had it and when."""
