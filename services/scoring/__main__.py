"""`python -m services.scoring` runs this service alone."""

from services.scoring.app import build

if __name__ == "__main__":
    build().run()
