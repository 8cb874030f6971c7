#!/usr/bin/env bash
# Virtuoso, by apt, when it is not there yet: a SPARQL server that the tests start. Oxigraph's comes from PyPI.
set -euo pipefail
command -v virtuoso-t >/dev/null && exit 0
sudo=""; [ "$(id -u)" -eq 0 ] || sudo=sudo
echo "installing virtuoso-opensource-7-bin" >&2
export DEBIAN_FRONTEND=noninteractive
$sudo apt-get update -qq
$sudo apt-get install -y -qq --no-install-recommends virtuoso-opensource-7-bin >/dev/null
