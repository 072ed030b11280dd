#!/usr/bin/env bash
# The whole suite. A browser is looked for, or installed where we may; without one its tests are skipped, with the reason.
set -euo pipefail
if ! command -v chromium >/dev/null && ! command -v chromium-browser >/dev/null && ! command -v google-chrome >/dev/null; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing Debian's chromium for the browser tests"
    (apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium libatomic1 fonts-dejavu-core) >/dev/null 2>&1 ||
      echo "chromium could not be installed: browser tests will be skipped"
  else
    echo "No Chromium: browser tests are skipped. To run them: sudo apt-get install chromium libatomic1"
  fi
fi
exec "$PYTHON" -m pytest -n "${SIMPUL_TEST_PROCESSES:-$(nproc)}" --dist worksteal "$@"
