#!/bin/sh
# Builds the environment in .venv from the lock file: env.sh UV_VERSION [PYTHON].
set -eu
bin=.venv/bin
# The system's own interpreter where it will do: distributions compile it with profiles of real programs, others mostly
# do not, and everything here runs a tenth faster on it.
will_do='import ctypes, ssl, sys, venv; sys.exit(not (3, 11) <= sys.version_info < (3, 14))'
python=${2:-}
if [ -z "$python" ]; then
  python=python3
  if /usr/bin/python3 -c "$will_do" 2>/dev/null; then python=/usr/bin/python3; fi
fi
# Debian splits pip from Python: where the interpreter has none to give, that of the PATH installs into the environment.
[ -x $bin/python ] || "$python" -m venv .venv >/dev/null 2>&1 || "$python" -m venv --clear --without-pip .venv
if [ "$($bin/uv --version 2>/dev/null | cut -d' ' -f2)" != "$1" ]; then
  if $bin/python -m pip --version >/dev/null 2>&1; then
    $bin/python -m pip install --quiet --disable-pip-version-check "uv==$1"
  else
    python3 -m pip --quiet --disable-pip-version-check --python $bin/python install "uv==$1"
  fi
fi
VIRTUAL_ENV=$PWD/.venv $bin/uv sync --quiet --frozen --all-extras --inexact --compile-bytecode
$bin/python -m compileall -q achyk services shared
