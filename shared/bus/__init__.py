"""The bus: events on JetStream and request-reply, over one NATS connection per process.

`Bus` is what services hold. `consume` reads a durable consumer in batches, `publish` puts facts on their streams,
`answer` turns a function into a request handler, `dead` keeps and replays what could not be handled.
"""

from shared.bus.answer import Question
from shared.bus.client import Bus, BusSettings
from shared.bus.handling import Handler, Policy
from shared.bus.publish import PublishError

__all__ = ["Bus", "BusSettings", "Handler", "Policy", "PublishError", "Question"]
