"""Outcomes: what came of cases, and what it comes to all together."""
