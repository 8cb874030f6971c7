#!/usr/bin/env bash
# By apt, when they are not there yet: Virtuoso, a SPARQL server that the tests start; nginx, a proxy before ours; and
# the clients that ask our server in other languages: curl, R with its package SPARQL, Node.js. Oxigraph's server comes
# from PyPI.
set -euo pipefail
missing=()
command -v virtuoso-t >/dev/null || missing+=(virtuoso-opensource-7-bin)
[ -x /usr/sbin/nginx ] || missing+=(nginx-light)
command -v curl >/dev/null || missing+=(curl)
command -v npm >/dev/null || missing+=(nodejs npm)
[ -d /usr/lib/R/site-library/SPARQL ] || missing+=(r-cran-sparql)
[ ${#missing[@]} -eq 0 ] && exit 0
sudo=""; [ "$(id -u)" -eq 0 ] || sudo=sudo
echo "installing ${missing[*]}" >&2
export DEBIAN_FRONTEND=noninteractive
$sudo apt-get update -qq
$sudo apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
