"""A package, so that its platform and its Chromium end with its last test: Chromium's driver keeps the event loop."""
