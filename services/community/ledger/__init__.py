"""The public ledger: what was made public of cases, in one signed chain."""
