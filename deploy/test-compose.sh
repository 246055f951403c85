#!/bin/sh
# Builds the images, runs the main job through docker-compose, takes everything down again. Needs a container engine.
set -eu
cd "$(dirname "$0")/.."
make env
exec env ACHYK_TEST_COMPOSE=1 .venv/bin/pytest -q -s -m compose tests/compose "$@"
