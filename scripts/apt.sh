#!/usr/bin/env bash
# Installs Debian packages: as root, or with sudo.
#
#   scripts/apt.sh PACKAGE...
set -euo pipefail
if ! command -v apt-get >/dev/null; then
  echo "missing, and there is no apt-get to install it with: $*" >&2
  exit 1
fi
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "missing; install it as root with: apt-get install --no-install-recommends $*" >&2
    exit 1
  fi
  as_root=(sudo)
fi
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" apt-get install -y -qq --no-install-recommends "$@" >/dev/null
