"""The guides of the exchange, followed to the letter on one running demo: every block of commands in one shell, in order;
what they print compared with what the guide shows; every page opened by the role that the guide names.

What is done on pages is played by `tests/browser/test_story.py`.
"""

import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from http.cookiejar import CookieJar
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode, urlsplit

import pytest
from tests.browser.federation import Demo, demo_in

from simpul.kernel.operate.nodes import free_port

ROOT = Path(__file__).parents[2]
GUIDES = ROOT / "docs" / "guides"
PUBLISHING = ("en/publish-a-service.md", "id/menerbitkan-layanan.md")
CALLING = ("en/call-a-service.md", "id/memanggil-layanan.md")
VERIFYING = ("en/verify-a-message.md", "id/memeriksa-bukti.md")
TWINS = (PUBLISHING, CALLING, VERIFYING)
PORTS = {
    "8080": ("portal", "web"), "8081": ("bpbd", "web"), "8082": ("dinkes", "web"),
    "8090": ("portal", "consumer"), "8092": ("bpbd", "consumer"), "8094": ("dinkes", "consumer"),
}  # fmt: skip
"""Where the guides find the demo: the ports it takes where nobody else listens."""
BACK_END = "9000"
ACCOUNTS = "admin|auditor|integrator|operator|pencocok|pengelola|petugas|warga"
STEP = re.compile(
    r"(?P<elsewhere><!-- at your own node -->\n\n)?^```(?P<kind>\w+)\n(?P<inside>.*?)^```$"
    rf"|^(?P<heading>#+ [^\n]+)$|`(?P<account>{ACCOUNTS})`|(?P<nobody>without an account|tanpa akun)"
    r"|<(?P<page>http://localhost:[^>]+)>",
    re.MULTILINE | re.DOTALL,
)
PATIENCE = 120.0
"""Seconds for one block; the catalogue of another node takes a minute."""
MINUTES, WORDS_A_MINUTE = 10, 180


@pytest.fixture(scope="module")
def demo() -> Iterator[Demo]:
    with (
        TemporaryDirectory(prefix="simpul-", dir="/tmp", ignore_cleanup_errors=True) as folder,
        demo_in(Path(folder) / "simpul-demo") as running,
    ):
        yield running


class Reader:
    """Somebody with a checkout, a shell and a browser, who does what a guide says."""

    def __init__(self, demo: Demo, folder: Path) -> None:
        self.demo, self.account, self.printed = demo, "", ""
        self._browsers: dict[tuple[str, str], Browser] = {}
        self._ports = {port: str(demo.ports[node][what]) for port, (node, what) in PORTS.items()}
        self._ports[BACK_END] = str(free_port(0))
        self._shell = Shell(_checkout(folder), {"XDG_DATA_HOME": str(demo.folder.parent), "TMPDIR": str(folder)})

    def follows(self, text: str) -> None:
        try:
            for step in STEP.finditer(text):
                self._takes(step)
        finally:
            self._shell.end()

    def _takes(self, step: re.Match[str]) -> None:
        inside = self._here(step["inside"] or "")
        match step["kind"]:
            case "sh" | "python" if step["elsewhere"]:
                pass
            case "sh":
                self.printed = self._shell.run(inside)
            case "python":
                self.printed = self._shell.run(f"python - <<'END-OF-PROGRAM'\n{inside}END-OF-PROGRAM\n")
            case "text":
                _compare(inside, self.printed)
            case None if step["page"]:
                self._opens(self._here(step["page"]))
            case None:
                self.account = step["account"] or ""
            case kind:
                raise AssertionError(f"a block of {kind}: say what a reader does with it")

    def _here(self, text: str) -> str:
        """The text with this demo's ports in the place of the documented ones."""
        return re.sub(r"((?:localhost|127\.0\.0\.1):|http\.server )(\d{4})\b", lambda at: at[1] + self._ports[at[2]], text)

    def _opens(self, url: str) -> None:
        node = next(node for node in self.demo.ports if url.startswith(self.demo.address(node) + "/"))
        if (node, self.account) not in self._browsers:
            self._browsers[node, self.account] = Browser(self.demo, node, self.account)
        browser, until = self._browsers[node, self.account], time.monotonic() + PATIENCE
        while (status := browser.status(url)) == 404 and time.monotonic() < until:
            time.sleep(1)
        assert status == 200, f"{self.account or 'nobody'} opens {url}: {status}"


class Shell:
    """One bash for all blocks of a guide; it ends with the first command that fails."""

    def __init__(self, folder: Path, own: Mapping[str, str]) -> None:
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("SIMPUL_", "EXCHANGE"))}
        self._folder = folder
        self._process = subprocess.Popen(
            ["bash", "-e"],
            cwd=folder,
            env={**clean, **own},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=(folder / "errors").open("w"),
            text=True,
            start_new_session=True,
        )

    def run(self, block: str) -> str:
        """What the block printed; AssertionError if a command fails or takes too long."""
        (self._folder / "block").write_text(block)
        kept = (self._folder / "errors").stat().st_size
        assert self._process.stdin is not None
        self._process.stdin.write(f"source {self._folder}/block < /dev/null\nprintf '\\n\\036\\n'\n")
        self._process.stdin.flush()
        late = threading.Timer(PATIENCE, self._kill)
        late.start()
        printed = "".join(iter(self._line, "\036\n"))
        late.cancel()
        errors = (self._folder / "errors").read_text()[kept:]
        assert self._process.poll() is None, f"failed, or took {PATIENCE} s:\n{block}\nprinted:\n{printed}\n{errors}"
        return printed

    def end(self) -> None:
        """The shell and what it left running are gone."""
        self._kill()
        self._process.communicate()

    def _line(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            self._process.wait()
        return line or "\036\n"

    def _kill(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)


class Browser:
    """Opens pages of one node, signed in as an account or as nobody."""

    def __init__(self, demo: Demo, node: str, account: str) -> None:
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        if account:
            self._sign_in(demo.address(node), account, demo.accounts[node][account])

    def status(self, url: str) -> int:
        try:
            with self._opener.open(url, timeout=30) as answer:
                asked, given = urlsplit(url).path, urlsplit(answer.geturl()).path
                return int(answer.status) if given == asked else 303
        except urllib.error.HTTPError as refused:
            return refused.code

    def _sign_in(self, address: str, login: str, password: str) -> None:
        form = self._opener.open(f"{address}/masuk", timeout=30).read().decode()
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
        filled = urlencode(hidden | {"login": login, "password": password}).encode()
        self._opener.open(f"{address}/masuk", filled, timeout=30)


def _checkout(folder: Path) -> Path:
    """A folder with what the guides use of a checkout, so that nothing is written into this one."""
    made = folder / "checkout"
    made.mkdir()
    for name in ("clients", "scripts"):
        (made / name).symlink_to(ROOT / name)
    (made / ".venv").symlink_to(sys.prefix)
    return made


def _compare(shown: str, printed: str) -> None:
    """What the guide shows is what was printed; … stands for whatever differs."""
    pattern = re.escape(shown.strip()).replace("…", ".*")
    came = printed.replace("\r", "").strip()
    assert re.fullmatch(pattern, came, re.DOTALL), f"the guide shows\n{shown}\nand this was printed:\n{came}"


def _clean_machine(demo: Demo) -> None:
    """The reader of a twin has no right that the reader of the other one was given."""
    demo.execute("bpbd", "UPDATE exchange_grant SET revoked_at = now() WHERE subject = 'ID/GOV/8205/DINKES'")


def test_guides_followed_to_the_letter_lead_where_they_say(demo: Demo) -> None:
    """Two readers at once, save where both need the same right and use up its quota; `-s` tells how long each took.

    One test, so that one process follows them all: a demo of its own for each process costs more than the reading.
    """
    for twins in TWINS:
        with ThreadPoolExecutor(1 if twins == CALLING else 2) as readers:
            for guide, seconds in zip(twins, readers.map(partial(_follow, demo), twins), strict=True):
                print(f"{guide}: {seconds:.1f} s")


def _follow(demo: Demo, guide: str) -> float:
    _clean_machine(demo)
    began = time.monotonic()
    with TemporaryDirectory(prefix="guide-", dir="/tmp") as folder:
        Reader(demo, Path(folder)).follows((GUIDES / guide).read_text(encoding="utf-8"))
    return time.monotonic() - began


@pytest.mark.rules
@pytest.mark.parametrize(("english", "indonesian"), TWINS)
def test_twins_take_the_same_steps_and_are_read_in_ten_minutes(english: str, indonesian: str) -> None:
    texts = [(GUIDES / name).read_text(encoding="utf-8") for name in (english, indonesian)]
    steps = [[one["kind"] or one.lastgroup for one in STEP.finditer(text)] for text in texts]
    assert steps[0] == steps[1]
    assert {"sh", "text", "heading", "page"} <= {*steps[0]}
    for text in texts:
        assert len(re.sub(r"```.*?```", "", text, flags=re.DOTALL).split()) <= MINUTES * WORDS_A_MINUTE
