"""Context `delivery`: one message to one recipient, private, on a work queue.

The event carries identifiers only: the address and the text stay with the service that owns them.
"""

from enum import StrEnum

from shared.contracts.base import Contract


class Channel(StrEnum):
    """Last token of `delivery.v1.<channel>`."""

    EMAIL = "email"
    """A notification by e-mail (alerts)."""
    WEBHOOK = "webhook"
    """A notification to a member's own server (alerts)."""
    ACCOUNT = "account"
    """A letter about the member's own account, such as the e-mail check (community)."""


class DeliveryEvent(Contract):
    """Send this item through this channel."""

    channel: Channel
    item: str
    """Identifier of the delivery in its service's own store."""
