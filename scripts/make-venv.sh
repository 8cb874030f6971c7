#!/usr/bin/env bash
# Make .venv; on Debian the venv module is a package of its own, installed when it is missing.
set -euo pipefail
python="${1:-python3}"
if ! "$python" -m venv .venv 2>/dev/null; then
  rm -rf .venv
  sudo=""; [ "$(id -u)" -eq 0 ] || sudo=sudo
  echo "python3-venv is missing; installing it" >&2
  $sudo apt-get update -qq && $sudo apt-get install -y -qq python3-venv >/dev/null
  "$python" -m venv .venv
fi
