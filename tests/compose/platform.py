"""The compose platform as its operator handles it: through docker-compose, and nothing else."""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
SERVICES = ("ingest", "scoring", "alerts", "community", "learning", "gateway")
ONE_SHOTS = ("volumes", "setup")


@dataclass(frozen=True)
class Compose:
    """One project of docker-compose.yml; `url` is the gateway as a browser reaches it."""

    command: tuple[str, ...]
    environment: Mapping[str, str]
    url: str

    def __call__(self, *arguments: str, seconds: float = 300) -> str:
        """Output of one docker-compose command; `AssertionError` with its words when it fails."""
        done = subprocess.run(
            [*self.command, *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
        if done.returncode:
            message = (
                f"{' '.join(arguments)} ended with {done.returncode}\n{done.stderr[-4000:]}\n{done.stdout[-2000:]}"
            )
            raise AssertionError(message)
        return done.stdout

    def show(self, *arguments: str) -> None:
        """Run a long command with its output where the operator sees it."""
        subprocess.run([*self.command, *arguments], cwd=ROOT, env=self.environment, check=True)

    def inside(self, service: str, *command: str) -> str:
        """Output of a command run in the container of a service."""
        return self("exec", "-T", service, *command)

    def health_check(self, service: str) -> list[str]:
        """The health check of a service as the file has it: some engines tell it with its words taken apart."""
        checks: list[str] = yaml.safe_load(self("config"))["services"][service]["healthcheck"]["test"]
        return [word.replace("$$", "$") for word in checks]

    def containers(self, service: str) -> list[Any]:
        """The engine's client objects of a service's containers, ended ones too."""
        import docker

        client = docker.from_env()
        labels = [
            f"com.docker.compose.project={self.environment['COMPOSE_PROJECT_NAME']}",
            f"com.docker.compose.service={service}",
        ]
        return list(client.containers.list(all=True, filters={"label": labels}))

    def mail(self) -> list[dict[str, str]]:
        """The letters caught so far, newest first."""
        listed = self.inside("mail", "python", "/opt/achyk/bin/mailcatcher.py", "list")
        return [json.loads(line) for line in listed.splitlines()]


def compose_command() -> tuple[str, ...] | None:
    """`docker compose` or `docker-compose`, whichever is there."""
    if shutil.which("docker") and not subprocess.run(["docker", "compose", "version"], capture_output=True).returncode:
        return ("docker", "compose")
    return ("docker-compose",) if shutil.which("docker-compose") else None


def compose_files() -> tuple[str, ...]:
    """The options that name the files: Podman with its older network plugins needs some things said otherwise."""
    import docker

    components = docker.from_env().version().get("Components", ())
    podman = any("podman" in str(component.get("Name", "")).lower() for component in components)
    return ("-f", "docker-compose.yml", "-f", "deploy/podman.yml") if podman else ()


def environment(port: int) -> dict[str, str]:
    """What the platform of the tests is given: a project of its own, sample members, the catcher for mail."""
    given = {
        "COMPOSE_PROJECT_NAME": "achyktest",
        "COMPOSE_HTTP_TIMEOUT": "300",  # an engine that is busy taking everything down is slow to answer
        "ACHYK_VERSION": "test",
        "ACHYK_NATS_PASSWORD": f"p{os.urandom(12).hex()}",
        "ACHYK_HTTP_PORT": str(port),
        "ACHYK_PUBLIC_URL": f"http://127.0.0.1:{port}",
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ACHYK_", "COMPOSE_"))}
    return {**kept, **given}
