"""`python -m services.scoring` runs this service alone; `… recompute` computes the figures of all processes once."""

import asyncio
import sys

from services.scoring.app import build, recompute

if __name__ == "__main__":
    if sys.argv[1:] == ["recompute"]:
        asyncio.run(recompute())
    else:
        build().run()
