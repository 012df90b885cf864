#!/usr/bin/env bash
# Runs the Python tests; makes the virtual environment first where there is none. The last line is pytest's own.
set -euo pipefail
cd "$(dirname "$0")"
PYTHON="${PYTHON:-python3}"
STAMP=.venv/.requirements
if ! cmp -s requirements.txt "$STAMP"; then
  [ -x .venv/bin/python ] || "$PYTHON" -m venv .venv
  # torch first and by itself: otherwise another package may pull in a different build of it.
  .venv/bin/pip install --quiet --disable-pip-version-check "$(grep '^torch==' requirements.txt)"
  .venv/bin/pip install --quiet --disable-pip-version-check -r requirements.txt
  cp requirements.txt "$STAMP"
fi
exec .venv/bin/python -m pytest "$@"
