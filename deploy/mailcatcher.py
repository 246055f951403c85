#!/usr/bin/env python3
"""Takes every letter of a trial installation and shows it; nothing ever leaves the machine.

`mailcatcher.py` listens on port 2525; `mailcatcher.py list` prints the letters as JSON Lines, newest first.
In production set ACHYK_MAIL_HOST to a real mail server and leave this service out.
"""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

from aiosmtpd.smtp import SMTP

from shared.mailbox import MailStore, read_mailbox

FOLDER = Path(os.environ.get("ACHYK_MAILBOX", "/data"))
PORT = 2525


async def serve() -> None:
    """Accept letters until SIGTERM."""
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    store = MailStore(FOLDER)
    # On all addresses of its container: only those of its network reach it.
    server = await loop.create_server(lambda: SMTP(store, hostname="mail", enable_SMTPUTF8=True, loop=loop), port=PORT)
    async with server:
        await stop.wait()


def show() -> None:
    """Print what was caught."""
    for mail in read_mailbox(FOLDER):
        letter = {"to": mail.to, "subject": mail.subject, "at": mail.at.isoformat(), "text": mail.text}
        sys.stdout.write(json.dumps(letter, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    show() if sys.argv[1:] == ["list"] else asyncio.run(serve())
