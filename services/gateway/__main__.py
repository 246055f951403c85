"""`python -m services.gateway`: the web."""

from services.gateway.app import build

build().run()
