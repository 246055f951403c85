"""Bodies too large for one message: stored by the hash of their content, fetched by reference and checked."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.errors import DigestMismatchError, NotFoundError
from nats.js.object_store import ObjectStore

from shared.contracts.tender import Reference
from shared.errors import Refused, Unavailable
from shared.topology import PROCESSES

SECONDS = 60
"""How long one body may take; a piece of it that never comes would be waited for for ever."""


class Objects:
    """The bucket of large contracting processes."""

    def __init__(self, js: Callable[[], JetStreamContext]) -> None:
        """`js` gives JetStream once the connection stands."""
        self._js = js

    async def put(self, data: bytes) -> Reference:
        """Store `data` and return its reference; storing the same again changes nothing. `Unavailable` on no answer."""
        sha256 = hashlib.sha256(data).hexdigest()
        reference = Reference(bucket=PROCESSES, name=sha256, size=len(data), sha256=sha256)
        async with self._bucket(PROCESSES) as bucket:
            try:
                await bucket.get_info(sha256)
            except NotFoundError:
                await bucket.put(sha256, data)
        return reference

    async def get(self, reference: Reference) -> bytes:
        """The stored bytes. `Refused` when they are gone or not the ones referred to; `Unavailable` on no answer."""
        async with self._bucket(reference.bucket) as bucket:
            try:
                data = (await bucket.get(reference.name)).data or b""
            except NotFoundError:
                raise Refused("not_found", "The body of this event is no longer stored.") from None
            except DigestMismatchError:
                data = b""
        if hashlib.sha256(data).hexdigest() != reference.sha256:
            raise Refused("corrupt", "The stored body is not the one this event refers to.")
        return data

    @asynccontextmanager
    async def _bucket(self, name: str) -> AsyncIterator[ObjectStore]:
        """The bucket `name`, its errors as ours."""
        try:
            async with asyncio.timeout(SECONDS):
                yield await self._js().object_store(name)
        except (TimeoutError, NatsError) as error:
            raise Unavailable(f"object store {name}") from error
