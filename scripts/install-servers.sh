#!/usr/bin/env bash
# By apt, when they are not there yet: Virtuoso, a SPARQL server that the tests start, and nginx, a proxy before ours.
# Oxigraph's server comes from PyPI.
set -euo pipefail
missing=()
command -v virtuoso-t >/dev/null || missing+=(virtuoso-opensource-7-bin)
[ -x /usr/sbin/nginx ] || missing+=(nginx-light)
[ ${#missing[@]} -eq 0 ] && exit 0
sudo=""; [ "$(id -u)" -eq 0 ] || sudo=sudo
echo "installing ${missing[*]}" >&2
export DEBIAN_FRONTEND=noninteractive
$sudo apt-get update -qq
$sudo apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
