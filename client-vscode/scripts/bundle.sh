#!/usr/bin/env bash
# Puts the server and what it needs into bundled/libs, all of it pure Python, so that one .vsix serves every platform.
#
# SQLAlchemy is the newest 2.0 here: 2.1 needs Python 3.11, and a .vsix must start on 3.10. It is only used for its
# types and DDL compilers; which SQLAlchemy the models are written for is a setting of the project.
set -euo pipefail

client=$(cd "$(dirname "$0")/.." && pwd)
repository=$(cd "$client/.." && pwd)
python=${PYTHON:-python3}
build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT

"$python" -m pip wheel -q --disable-pip-version-check --no-deps --wheel-dir "$build" "$repository"
rm -rf "$client/bundled/libs"
"$python" -m pip install -q --disable-pip-version-check --target "$client/bundled/libs" --no-deps --no-compile \
    --only-binary=:all: --platform any --python-version 3.10 --implementation py --abi none \
    "$build"/prismalchemy-*.whl \
    "lark==1.3.1" "parso==0.8.7" "sqlalchemy==2.0.58" "tomli==2.5.0" "typing_extensions==4.16.0"
rm -rf "$client/bundled/libs/bin" "$client/bundled/libs/sqlalchemy/testing"
cp "$repository/LICENSE" "$client/LICENSE"
