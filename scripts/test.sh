#!/usr/bin/env bash
# The whole suite. A browser and an MQTT broker are looked for, or installed where we may; without one its tests are skipped,
# with the reason.
set -euo pipefail
PATH=$PATH:/usr/sbin
has() { for name in "$@"; do command -v "$name" >/dev/null && return; done; return 1; }
needed() { # needed WHAT PACKAGES...: Debian's packages, where we are root
  local what=$1
  shift
  if [ "$(id -u)" = 0 ] && has apt-get; then
    echo "Installing Debian's $1 for the tests with $what"
    (apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@") >/dev/null 2>&1 ||
      echo "$1 could not be installed: tests with $what will be skipped"
  else
    echo "No $1: tests with $what are skipped. To run them: sudo apt-get install $*"
  fi
}
has chromium chromium-browser google-chrome || needed "a browser" chromium libatomic1 fonts-dejavu-core
has mosquitto || needed "a broker" mosquitto
exec "$PYTHON" -m pytest -n "${SIMPUL_TEST_PROCESSES:-$(nproc)}" --dist worksteal "$@"
