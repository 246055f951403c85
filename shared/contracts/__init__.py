"""The words the services say to each other: events and requests, one module per context.

Events are facts on JetStream (`<context>.v<major>.<event>.<keys…>`), requests are NATS request-reply
(`ask.<service>.<question>`). Inside `v1` only additive changes are allowed; a test holds the generated
schemas in `docs/api/` against these models.
"""
