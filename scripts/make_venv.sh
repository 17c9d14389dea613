#!/bin/sh
# Make .venv with the first Python that is new enough; PYTHON names another one to use.
set -eu

for python in ${PYTHON:-python3.11 python3.12 python3.13 python3}; do
  if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "Making .venv with $("$python" --version) ..."
    "$python" -m venv .venv || { rm -rf .venv; exit 1; }
    exit 0
  fi
done

echo "careerfollow needs Python 3.11 or newer; found: $(${PYTHON:-python3} --version 2>&1 || echo none)." >&2
echo "Install it, or say where it is: make run PYTHON=/path/to/python3.11" >&2
exit 1
