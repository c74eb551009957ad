#!/usr/bin/env bash
# Makes a virtual environment with a pip that knows dependency groups.
#
#   scripts/venv.sh FOLDER [PYTHON]
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$1
python=${2:-}

works() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; }

if [ -z "$python" ]; then
  for candidate in python3 python3.14 python3.13 python3.12 python3.11 python3.10; do
    if works "$candidate"; then python=$candidate; break; fi
  done
fi
if [ -z "$python" ]; then
  echo "prismalchemy needs Python 3.10 or later; name one with: make PYTHON=/path/to/python3" >&2
  exit 1
fi
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
  scripts/apt.sh python3-venv
fi
[ -x "$folder/bin/python" ] || "$python" -m venv "$folder"
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --upgrade pip
