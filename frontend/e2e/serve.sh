#!/bin/sh
# Starts the real program on an empty data folder, with one administrator, for the browser tests.
set -eu
cd "$(dirname "$0")/../.."

folder=$(mktemp -d "${TMPDIR:-/tmp}/fourthirty-e2e.XXXXXX")
export FOURTHIRTY_DATA="$folder/data" FOURTHIRTY_ADDR=127.0.0.1:${E2E_PORT:-4399} FOURTHIRTY_RATE_LIMIT=0 FOURTHIRTY_LOG=warn FOURTHIRTY_OUTLINES_URL=/outlines.geojson
chmod 711 "$folder"

server=
stop() {
  if [ -n "$server" ]; then
    kill -TERM "$server" 2>/dev/null || true
    wait "$server" || true
  fi
  rm -rf "$folder"
}
trap stop EXIT
trap 'exit 0' INT TERM

echo 'kites-above-the-west-lake' | bin/fourthirty user create --login e2e.admin --role administrator --password-stdin
bin/fourthirty serve &
server=$!
wait "$server"
