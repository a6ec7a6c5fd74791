#!/bin/sh
# Makes sure that there is a Chromium for the browser tests: one on the machine, else Debian's, else Playwright's.
set -eu
cd "$(dirname "$0")/.."

if [ -n "${CHROMIUM_PATH:-}" ] && [ -x "$CHROMIUM_PATH" ]; then exit 0; fi
for name in chromium chromium-browser google-chrome google-chrome-stable; do
  if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if [ -x "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" ]; then exit 0; fi

if [ "$(id -u)" = 0 ] && [ -f /etc/debian_version ] && ! grep -qi '^ID=ubuntu' /etc/os-release; then
  apt-get update -qq
  if DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk >/dev/null; then exit 0; fi
fi
# With root's rights Playwright also installs the libraries that its browser needs.
if [ "$(id -u)" = 0 ]; then exec npx playwright install --with-deps chromium; fi
exec npx playwright install chromium
