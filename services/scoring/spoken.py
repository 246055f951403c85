"""Numbers as they are said in the texts of an indicator."""

from services.scoring.amounts import exact
from services.scoring.views import Number


def per_cent(share: Number) -> str:
    """A share in per cent: 30 for 0.3."""
    return f"{(exact(share) * 100).normalize():f}"


def said(number: Number) -> str:
    """A number without an exponent or needless zeros."""
    return f"{exact(number).normalize():f}"
