#!/usr/bin/env bash
# Fetch the build of YASGUI that the served pages carry, and hold it against what npm says it is. The fork by Zazuko
# is the one that is kept up (github.com/rdfjs/Yasgui); its licence, MIT, stands in package.json and beside the files.
set -euo pipefail
version=4.6.2
cd "$(dirname "$0")/../graph/web/serve/pages/static"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm pack --silent --pack-destination "$work" "@zazuko/yasgui@$version" >/dev/null
tar xzf "$work"/*.tgz -C "$work"
for file in yasgui.min.js yasgui.min.css; do
  # A browser's tools would look for the map, which is not here.
  sed '/^\/\/# sourceMappingURL=/d' "$work/package/build/$file" >"$file"
done
sha256sum yasgui.min.js yasgui.min.css >yasgui.sha256
