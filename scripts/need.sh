#!/usr/bin/env bash
# Fails with one line where a program is missing.
#
#   scripts/need.sh PROGRAM...
set -euo pipefail
for program in "$@"; do
  if ! command -v "$program" >/dev/null; then
    echo "$program is missing; Node.js 20 or later is needed here (https://nodejs.org)" >&2
    exit 1
  fi
done
