"""Safe tips: sealed boxes that this service keeps and cannot open, for the desk of the custodians."""
