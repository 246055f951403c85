"""The servers in containers, where a container engine answers: the same tests, the images of a deployment."""

from collections.abc import Iterator
from contextlib import contextmanager

from testcontainers.core.container import DockerContainer
from testcontainers.core.wait_strategies import LogMessageWaitStrategy

from shared.store import initiate_replica_set

NATS_IMAGE = "nats:2-alpine"
MONGO_IMAGE = "mongo:8"


@contextmanager
def started() -> Iterator[tuple[str, str]]:
    """URLs of a NATS server with JetStream and of a one-node MongoDB replica set."""
    nats = (
        DockerContainer(NATS_IMAGE)
        .with_command("-js -sd /tmp/jetstream")
        .with_exposed_ports(4222)
        .waiting_for(LogMessageWaitStrategy("Server is ready").with_startup_timeout(60))
    )
    mongo = (
        DockerContainer(MONGO_IMAGE)
        .with_command(
            "mongod --bind_ip_all --replSet rs0 --setParameter minSnapshotHistoryWindowInSeconds=0 "
            "--setParameter transactionLifetimeLimitSeconds=20"
        )
        .with_exposed_ports(27017)
        .waiting_for(LogMessageWaitStrategy("Waiting for connections").with_startup_timeout(60))
    )
    with nats, mongo:
        mongo_port = int(mongo.get_exposed_port(27017))
        host = mongo.get_container_host_ip()
        initiate_replica_set(f"{host}:{mongo_port}", member="127.0.0.1:27017")
        nats_url = f"nats://{nats.get_container_host_ip()}:{nats.get_exposed_port(4222)}"
        yield nats_url, f"mongodb://{host}:{mongo_port}/?directConnection=true"
