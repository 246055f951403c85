"""`python -m services.learning` starts the service."""

from services.learning.app import build

if __name__ == "__main__":
    build().run()
