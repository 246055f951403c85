"""`python -m services.alerts` starts the service."""

from services.alerts.app import build

if __name__ == "__main__":
    build().run()
