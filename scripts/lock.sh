#!/usr/bin/env bash
# Every version pinned with hashes and without any index address; the development lock agrees with the runtime one.
set -euo pipefail
uv=$1
compile() { "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock" "$@"; }
compile pyproject.toml -o requirements.lock
compile pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock
compile --group build -c requirements-dev.lock -o requirements-build.lock
echo "uv" | compile - -o requirements-tools.lock
