"""`python -m services.community` starts the service."""

from services.community.app import build

if __name__ == "__main__":
    build().run()
