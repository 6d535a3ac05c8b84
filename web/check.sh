#!/usr/bin/env bash
# Builds the pages' script and stylesheet anew from the lock file and compares them with the committed ones, byte for byte.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT
npm ci --ignore-scripts --no-audit --no-fund >/dev/null
node build.mjs "$fresh/assets" "$fresh/axe"
diff -r "$fresh/assets" ../node/src/main/resources/META-INF/resources/assets
diff -r "$fresh/axe" ../node/src/test/resources/axe
echo "the committed assets are what the sources build"
