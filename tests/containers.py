"""The servers in containers, where a container engine answers: the same tests, the images of a deployment."""

from collections.abc import Iterator
from contextlib import contextmanager

from testcontainers.core.container import DockerContainer
from testcontainers.core.waiting_utils import wait_for_logs

from shared.store import initiate_replica_set

NATS_IMAGE = "nats:2-alpine"
MONGO_IMAGE = "mongo:8"


@contextmanager
def started() -> Iterator[tuple[str, str]]:
    """URLs of a NATS server with JetStream and of a one-node MongoDB replica set."""
    nats = DockerContainer(NATS_IMAGE).with_command("-js -sd /tmp/jetstream").with_exposed_ports(4222)
    mongo = (
        DockerContainer(MONGO_IMAGE)
        .with_command("mongod --bind_ip_all --replSet rs0 --setParameter minSnapshotHistoryWindowInSeconds=0")
        .with_exposed_ports(27017)
    )
    with nats, mongo:
        wait_for_logs(nats, "Server is ready", timeout=60)
        wait_for_logs(mongo, "Waiting for connections", timeout=60)
        mongo_port = int(mongo.get_exposed_port(27017))
        host = mongo.get_container_host_ip()
        initiate_replica_set(f"{host}:{mongo_port}", member="127.0.0.1:27017")
        nats_url = f"nats://{nats.get_container_host_ip()}:{nats.get_exposed_port(4222)}"
        yield nats_url, f"mongodb://{host}:{mongo_port}/?directConnection=true"
