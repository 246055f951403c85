"""Every metric of every service, in one table. Labels never hold a person, an address or an identifier of either."""

from prometheus_client import Counter, Gauge, Histogram

EVENTS_TAKEN = Counter("achyk_events_taken", "Events handled and acknowledged", ["consumer"])
EVENTS_RETRIED = Counter("achyk_events_retried", "Events given back for a later try", ["consumer"])
EVENTS_DEAD = Counter("achyk_events_dead", "Events put among the dead letters", ["consumer"])
BATCH_SECONDS = Histogram("achyk_batch_seconds", "Time to handle one batch of events", ["consumer"])
CONSUMER_LAG = Gauge("achyk_consumer_lag", "Events waiting in the stream for this consumer", ["consumer"])
CONSUMER_STOPPED = Gauge(
    "achyk_consumer_stopped", "1 when the consumer stopped itself after too many failures", ["consumer"]
)
FACTS_PUBLISHED = Counter("achyk_facts_published", "Events published from the outbox", ["service"])
FACTS_REFUSED = Counter("achyk_facts_refused", "Events too large for the broker, set aside in the outbox", ["service"])
OUTBOX_UNSENT = Gauge(
    "achyk_outbox_unsent", "Events committed and not yet on a stream, as last seen by the relay", ["service"]
)
REQUESTS = Counter("achyk_requests", "Requests answered", ["subject", "outcome"])
REQUEST_SECONDS = Histogram("achyk_request_seconds", "Time to answer a request", ["subject"])
BROKER_ERRORS = Counter("achyk_broker_errors", "Errors the NATS client reported", ["kind"])
NOTIFICATIONS = Counter("achyk_notifications", "Notifications written, each once", ["kind"])
DELIVERIES = Counter("achyk_deliveries", "Tries to deliver a notification", ["channel", "outcome"])
RELEASES_READ = Counter("achyk_releases_read", "Releases read by ingest", ["outcome"])
PIECES_REFUSED = Counter("achyk_pieces_refused", "Pieces of input put into quarantine", ["reason"])
INDICATORS_NOISY = Gauge(
    "achyk_indicator_noisy", "1 when an indicator is raised on more than the set share of its processes", ["indicator"]
)
