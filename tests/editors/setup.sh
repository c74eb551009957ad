#!/usr/bin/env bash
# Installs the real VS Code (code-server, its own Node) and a browser to drive it, about 800 MB.
#
#   tests/editors/setup.sh CACHE
#
# What is there already is not installed again; another vscode/package-lock.json makes a new installation.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
cache=$1

if ! command -v chromium >/dev/null; then
  "$here/../../scripts/apt.sh" chromium fonts-dejavu
fi

stamp="$cache/installed"
if ! cmp -s "$here/vscode/package-lock.json" "$stamp"; then
  mkdir -p "$cache"
  rm -rf "$cache/node_modules" "$stamp"
  cp "$here/vscode/package.json" "$here/vscode/package-lock.json" "$cache/"
  (cd "$cache" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
  (cd "$cache/node_modules/code-server/lib/vscode" &&
    npm install --omit=dev --ignore-scripts --no-audit --no-fund --loglevel=error)
  cp "$here/vscode/package-lock.json" "$stamp"
fi
