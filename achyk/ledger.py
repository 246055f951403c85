"""`achyk ledger`: take the public ledger along, and check it, wherever it comes from."""

import asyncio
import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import httpx
import typer

from achyk.console import err, out, progress
from shared.errors import AchykError

if TYPE_CHECKING:
    from services.community.ledger.verifying import Verified

FEED = "/api/v1/ledger.jsonl"
UNREADABLE = 2
"""Exit status when there was nothing to check; a ledger that is not whole ends with 1, a whole one with 0."""
_STEP = 10_000
_SECONDS = 30.0
_LARGEST_RECEIPT = 64 * 1024
Trusted = Annotated[
    list[str] | None,
    typer.Option("--key", help="A public key that you trust (64 hexadecimal digits); give it again for more."),
]
app = typer.Typer(help="The public ledger: export it, check it, check a receipt.", no_args_is_help=True)


@app.callback()
def ledger() -> None:
    """The public ledger: export it, check it, check a receipt."""


@app.command("verify")
def verify(
    source: Annotated[str, typer.Argument(help="An exported file, or the web address of a site with a ledger.")],
    key: Trusted = None,
    every_signature: Annotated[
        bool, typer.Option(help="Check each signature, not only the last of each key, which vouches for all before it.")
    ] = False,
) -> None:
    """Check every hash, link and signature; says which entry is wrong and what is wrong with it.

    Exit status: 0 when the ledger is whole, 1 when it is not, 2 when it cannot be read.
    """
    with _readable(source):
        found = _verified(source, key or (), every_signature)
    out.print(f"The ledger is whole: {found.entries} entries, {found.removed} of them taken down.", highlight=False)
    out.print(f"Hash of the last entry: {found.hash}", highlight=False)
    for name, public in found.keys.items():
        out.print(f"Signed with key {name}: {public}", highlight=False)
    if not key:
        out.print("Compare the keys with those that the site publishes at /ledger, or give them with --key.")


@app.command("export")
def export(file: Annotated[Path, typer.Argument(help="Where to write JSON Lines.")]) -> None:
    """Write the whole ledger to a file, from the database of this platform."""
    count = asyncio.run(_export(file))
    out.print(f"{count} entries written to {file}.", highlight=False)


@app.command("receipt")
def receipt(
    file: Annotated[Path, typer.Argument(help="The file as it was handed in.")],
    receipt: Annotated[Path, typer.Argument(help="Its integrity receipt.")],
    key: Trusted = None,
) -> None:
    """Check offline that a receipt is genuine and is about exactly this file."""
    from services.community.ledger.verifying import check_receipt

    with _readable(str(receipt)):
        if receipt.stat().st_size > _LARGEST_RECEIPT:
            raise AchykError("This is no receipt: it is too large.")
        stated = json.loads(receipt.read_text(encoding="utf-8"))
    if not isinstance(stated, dict):
        raise AchykError("This is no receipt.")
    check_receipt(stated, file.read_bytes(), key or ())
    out.print(f"The receipt is genuine: this file was received {stated['received']}.", highlight=False)
    out.print(f"Signed with key {stated['key']}: {stated['public']}", highlight=False)


@contextlib.contextmanager
def _readable(source: str) -> Iterator[None]:
    """What cannot be read is another exit status than what is not whole."""
    try:
        yield
    except (OSError, httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        err.print(f"{source} cannot be read: {reason}", style="bold red", highlight=False)
        raise SystemExit(UNREADABLE) from None


def _verified(source: str, trusted: list[str] | tuple[()], every: bool) -> "Verified":
    from services.community.ledger.verifying import Verifier

    verifier = Verifier(trusted, every_signature=every)
    with progress() as bar:
        task = bar.add_task("entries checked", total=None)
        for line in _lines(source):
            verifier.take(line)
            if not verifier.entries % _STEP:
                bar.update(task, completed=verifier.entries)
    return verifier.end()


def _lines(source: str) -> Iterator[bytes]:
    if not source.startswith(("http://", "https://")):
        with Path(source).open("rb") as file:
            for line in file:
                yield line.removesuffix(b"\n")
        return
    address = source if source.endswith(".jsonl") else source.rstrip("/") + FEED
    with httpx.stream("GET", address, timeout=_SECONDS, follow_redirects=True) as answer:
        answer.raise_for_status()
        rest = b""
        for part in answer.iter_bytes():
            *whole, rest = (rest + part).split(b"\n")
            yield from whole
        if rest:
            yield rest


async def _export(file: Path) -> int:
    from services.community.ledger.commands import lines

    count = 0
    with progress() as bar, file.open("w", encoding="utf-8", newline="\n") as target:
        task = bar.add_task("entries written", total=None)
        async for line in lines():
            target.write(line + "\n")
            count += 1
            if not count % _STEP:
                bar.update(task, completed=count)
    return count
