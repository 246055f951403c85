"""Settings of learning, read from `ACHYK_LEARNING_…`."""

from pathlib import Path

from shared.settings import ServiceSettings, service_config

OWN_COURSES = Path(__file__).parent / "content"


class Settings(ServiceSettings):
    """What an operator may change; each default works in the embedded run."""

    model_config = service_config("learning")

    content_dir: Path = OWN_COURSES
    """Folder of courses: `<course>/course.yaml` and `<course>/<lesson>/{ky,ru,en}.md`."""
