"""The triage queue: tenders with raised risk indicators, and what people decide about them."""
