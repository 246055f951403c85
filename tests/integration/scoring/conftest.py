"""What every test of scoring on real servers starts from."""

from tests.integration.scoring.test_scoring import outside, settings, told

__all__ = ["outside", "settings", "told"]
