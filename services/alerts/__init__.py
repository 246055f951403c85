"""alerts: events x saved searches -> notifications, each exactly once."""
