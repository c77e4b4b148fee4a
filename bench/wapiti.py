"""Wapiti, a scanner of web sites, over a demo of its own: as a visitor, and as each of its people.

It is a tool of its own with many parts, so it lives in an environment of its own:

    uv venv bench/.venv-wapiti && uv pip install -p bench/.venv-wapiti/bin/python wapiti3
    nice python bench/wapiti.py [ROLE ...]

Where it says "token not properly checked", look at tests/web/power/test_pressed_elsewhere.py, which tries every POST.

What it finds is printed, and so is every page that broke (500). It talks to the demo
alone: modules that ask a server of Wapiti's makers are left out.
"""

import http.cookiejar
import json
import re
import signal
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.sites import environment

WAPITI = Path(__file__).parent / ".venv-wapiti" / "bin" / "wapiti"
ROLES = ("visitor", "member", "volunteer", "driver", "officer", "organiser", "founder")
MODULES = "crlf,csrf,csp,cookieflags,exec,file,http_headers,methods,redirect,sql,xss,permanentxss"
CRAWL_S, ATTACK_S = 300, 60  # of each role, and of each module
TRIES = 3


@contextmanager
def demo(home: Path) -> Iterator[str]:
    """Run a demo until its plan stands, and give its address."""
    command = [sys.executable, "-m", "muster.cli", "demo", "--port", "0"]
    said = (home / "said").open("w+", encoding="utf-8")
    with (
        said,
        subprocess.Popen(command, env=environment(home), stdout=subprocess.PIPE, stderr=said, text=True) as running,
    ):
        assert running.stdout
        found = re.search(r"http://127\.0\.0\.1:\d+/", running.stdout.readline())
        assert found
        yield found[0]
        running.send_signal(signal.SIGINT)
        running.wait(timeout=60)
        said.seek(0)
        told = said.read()
        print(told[told.find("Internal Server Error") :] if "Internal Server Error" in told else "no page broke")


def cookies_of(address: str, role: str) -> str:
    """Become somebody by their card, and give the cookies that the browser then keeps."""
    if role == "visitor":
        return ""
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    page = browser.open(f"{address}demo/").read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    sent = urllib.parse.urlencode({"csrfmiddlewaretoken": token[1]}).encode()
    browser.open(f"{address}demo/as/{role}", sent)
    return "; ".join(f"{one.name}={one.value}" for one in jar)


def scanned(address: str, role: str, folder: Path) -> list[str]:
    """Scan as somebody, and give what was found."""
    report, kept = folder / f"{role}.json", cookies_of(address, role)
    words = [
        str(WAPITI), "-u", address, "--scope", "domain", "-m", MODULES, "-f", "json", "-o", str(report), "-S", "normal",
        "--no-bugreport", "--flush-session", "--store-session", str(folder), "--max-attack-time", str(ATTACK_S),
        "--max-scan-time", str(CRAWL_S), "--max-links-per-page", "40", "--skip", "csrfmiddlewaretoken",
        "--tasks", "6", "-x", f"{address}enter/out*", "-x", f"{address}demo/as/*", "-x", f"{address}static/*",
    ]  # fmt: skip
    words += ["--cookie-value", kept] if kept else []
    for _again in range(TRIES):  # on a busy machine its own store is locked at times, and it stops
        if subprocess.run(words, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0:
            break
    else:
        return [f"{role}: Wapiti itself stopped {TRIES} times, so nothing is known"]
    told = json.loads(report.read_text(encoding="utf-8"))
    crawled = told["infos"].get("crawled_pages_nbr", "?")
    found = [
        f"{role}: {kind}: {one['method']} {one['path']} {one['info']}"
        for part in ("vulnerabilities", "anomalies")
        for kind, ones in told[part].items()
        for one in ones
        if "Secure flag" not in one["info"]  # a demo has no https, so its cookies can't insist on it
    ]
    print(f"{role}: {crawled} pages, {len(found)} findings", flush=True)
    return found


def main() -> int:
    """Scan as each role."""
    if not WAPITI.exists():
        print(f"skipped: Wapiti is not here. {(__doc__ or '').split(chr(10) * 2)[2].strip()}")
        return 0
    with tempfile.TemporaryDirectory() as folder, demo(Path(folder)) as address:
        found = [one for role in sys.argv[1:] or ROLES for one in scanned(address, role, Path(folder))]
    print("\n".join(sorted(set(found))) or "nothing was found")
    return min(len(set(found)), 100)


if __name__ == "__main__":
    sys.exit(main())
