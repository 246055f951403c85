"""ingest: from what publishers publish to contracting processes and events about them."""
