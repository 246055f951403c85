"""Courses that make a member a monitor, and how far each member is in them."""
