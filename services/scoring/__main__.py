"""`python -m services.scoring` runs this service alone; `… recompute` computes the figures of all processes once."""

import asyncio
import sys

from services.scoring.app import build, recompute

if __name__ == "__main__":
    if sys.argv[1:2] == ["recompute"]:
        asyncio.run(recompute(owner=sys.argv[2] if sys.argv[2:] else None))
    else:
        build().run()
