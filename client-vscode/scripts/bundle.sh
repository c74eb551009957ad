#!/usr/bin/env bash
# Puts the server and what it needs into bundled/libs, all of it pure Python, so that one .vsix serves every platform.
set -euo pipefail

client=$(cd "$(dirname "$0")/.." && pwd)
repository=$(cd "$client/.." && pwd)
python=${PYTHON:-python3}
build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT

export PIP_DISABLE_PIP_VERSION_CHECK=1
"$python" -m pip wheel --quiet --no-deps --wheel-dir "$build" "$repository"
rm -rf "$client/bundled/libs"
"$python" -m pip install --quiet --quiet --target "$client/bundled/libs" --no-deps --no-compile \
  --only-binary=:all: --platform any --python-version 3.10 --implementation py --abi none \
  --requirement "$client/bundled/requirements.txt" "$build"/prismalchemy-*.whl
rm -rf "$client/bundled/libs/bin" "$client/bundled/libs/sqlalchemy/testing"
cp "$repository/LICENSE" "$client/LICENSE"
