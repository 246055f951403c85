"""A member's own account and data: consents, corrections, everything to take along, deletion."""
