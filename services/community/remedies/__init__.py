"""What can be done about a purchase: by whom, with whom, until when; rules as data with sources and dates."""
