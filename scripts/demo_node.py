"""A node of the running demo for the command line: `eval "$(python scripts/demo_node.py bpbd)"`, and `simpul …` is there.

Prints what `/etc/simpul/node.env` holds for a real node, as lines for the shell.
"""

import argparse
import shlex
import socket
import sys
from pathlib import Path
from urllib.parse import quote

import platformdirs

from simpul.kernel.keys import Keys
from simpul.kernel.operate.nodes import NODES, Federation, kept_in, settings_of
from simpul.kernel.operate.serve import environment_of

SOCKET_LINE = 4
"""Where postmaster.pid says in which folder the server's socket lies."""


def main() -> int:
    """Every setting of the node is on the terminal; `false`, by which a shell's `eval` fails, if no demo runs there."""
    given = _parser().parse_args()
    folder = given.data_dir.expanduser().resolve()
    known = kept_in(folder)
    if known is None or not _listens(known.ports[given.node].web):
        print(f"No demo runs in {folder}. Start one with `make demo`, or name its folder with --data-dir.", file=sys.stderr)
        print("false")
        return 1
    for name, value in sorted(_environment(folder, known, given.node).items()):
        print(f"export {name}={shlex.quote(value)}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Point this shell's `simpul` at a node of the running demo.")
    parser.add_argument("node", choices=NODES)
    folder = Path(platformdirs.user_data_dir("simpul-demo"))
    parser.add_argument("--data-dir", type=Path, default=folder, help="the demo's folder, which it prints as Data")
    return parser


def _environment(folder: Path, known: Federation, node: str) -> dict[str, str]:
    (settings,) = [one for one in settings_of(folder, known) if one.node == node]
    every = environment_of(settings, database_url=_address(folder, f"demo_{node}"))
    return {name: value for name, value in every.items() if name.startswith("SIMPUL_")}


def _address(folder: Path, database: str) -> str:
    """The database's address. The server is the demo's and only looked at: one user more could stop it by leaving."""
    meets = (folder / "postgres" / "postmaster.pid").read_text().splitlines()[SOCKET_LINE].strip()
    password = Keys.kept_in(folder / "keys").derive("kernel.database.password").hex()
    return f"postgresql://postgres:{password}@/{database}?host={quote(meets)}"


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(2)
        return probe.connect_ex(("127.0.0.1", port)) == 0


if __name__ == "__main__":
    sys.exit(main())
