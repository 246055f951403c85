"""Scoring: tender events in, explained risk indicators out. A flag is a risk indicator, not proof."""
