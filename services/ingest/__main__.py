"""`python -m services.ingest` starts the service."""

from services.ingest.app import build

if __name__ == "__main__":
    build().run()
