#!/usr/bin/env bash
# The environment .venv holds exactly what the lock file says, and the program itself, linked in rather than built.
set -euo pipefail
uv=$1 python=$2 lock=$3
[ -x .venv/bin/python ] || "$uv" venv --quiet --python "$python" .venv
"$uv" pip sync --quiet --require-hashes --python .venv/bin/python "$lock"
site=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
printf '%s\n' "$PWD/src" > "$site/simpul.pth"
cat > .venv/bin/simpul <<SCRIPT
#!$PWD/.venv/bin/python
import sys

from simpul.cli import main

sys.exit(main())
SCRIPT
chmod +x .venv/bin/simpul
