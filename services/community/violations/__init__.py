"""Types of violations: what to look for in a purchase, by which norm, and whom to address."""
