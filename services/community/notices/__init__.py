"""Notices: what waits for a member, told once each, and reminders that become notices when they are due."""
