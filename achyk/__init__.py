"""The `achyk` command: the platform on one machine, and the tools of operators and analysts."""
