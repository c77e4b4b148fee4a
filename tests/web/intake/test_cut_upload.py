"""An upload that is cut off on its way, against a real server: nothing of it is kept, and the next one arrives."""

import http.client
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.sites import Site, wait_until
from tests.web.register.beside import Beside

BOUNDARY = "----cut"
LARGE = 6_000_000  # bytes: more than a server keeps in memory


@dataclass(frozen=True)
class Server:
    """The site's own web server."""

    port: int
    spool: Path

    def page(self, address: str, *, session: str) -> tuple[str, str]:
        """Get a page's text as whoever has entered, and the cookies to send with what comes next."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        line.request("GET", address, headers={"Cookie": f"sessionid={session}"})
        answer = line.getresponse()
        text = answer.read().decode()
        assert answer.status == 200, (answer.status, text[:200])
        sent = [one.split(";")[0] for one in answer.headers.get_all("Set-Cookie", [])]
        cookies = "; ".join([f"sessionid={session}", *(one for one in sent if not one.startswith("sessionid="))])
        line.close()
        return text, cookies


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def server(site: Site) -> Iterator[Server]:
    settings = site.environment
    subprocess.run([sys.executable, "-m", "django", "collectstatic", "--no-input", "-v", "0"], env=settings, check=True)
    port = free_port()
    granian = f"granian --interface wsgi --workers 1 --no-ws --log-level error --host 127.0.0.1 --port {port}"
    command = [sys.executable, "-P", "-m", *granian.split(), "muster.web.wsgi:application"]
    running = subprocess.Popen(command, env=settings)
    one = Server(port, Beside(site).home / "files" / "arriving")
    wait_until(lambda: listening(port))
    yield one
    running.terminate()
    running.wait(timeout=30)


def listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def body_of(token: str, content: bytes) -> bytes:
    fields = {"csrfmiddlewaretoken": token, "published_on": "2026-01-01"}
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="register.csv"\r\n\r\n'
    return "".join([*parts, head]).encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()


def headers(cookies: str, size: int) -> dict[str, str]:
    return {
        "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
        "Content-Length": str(size),
        "Cookie": cookies,
        "Host": "127.0.0.1",
    }


def test_an_upload_that_is_cut_off_leaves_nothing(site: Site, server: Server) -> None:
    beside = Beside(site)
    source, session = beside.ask("add_as_entered", f"Cut {time.monotonic_ns()}")
    text, cookies = server.page(f"/registers/{source}", session=session)
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', text)
    assert found
    address, body = f"/registers/{source}/bring", body_of(found[1], b"x,y\r\n" * (LARGE // 5))
    folders = sorted(path.name for path in (beside.home / "files" / "intake").glob("*"))
    rows = site.ask("__import__('muster.web.intake.models', fromlist=['x']).Upload.objects.count()")

    for share in (0.0, 0.1, 0.5, 0.99):
        with socket.create_connection(("127.0.0.1", server.port)) as line:
            told = "".join(f"{name}: {value}\r\n" for name, value in headers(cookies, len(body)).items())
            line.sendall(f"POST {address} HTTP/1.1\r\n{told}\r\n".encode() + body[: int(len(body) * share)])
    wait_until(lambda: not list(server.spool.iterdir()))
    assert sorted(path.name for path in (beside.home / "files" / "intake").glob("*")) == folders
    assert site.ask("__import__('muster.web.intake.models', fromlist=['x']).Upload.objects.count()") == rows

    sent = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    sent.request("POST", address, body=body, headers=headers(cookies, len(body)))
    answer = sent.getresponse()
    answer.read()
    assert answer.status == 302
    upload = int(answer.headers["Location"].rpartition("/")[2])
    assert beside.ask("size_of", upload) == LARGE // 5 * 5
    beside.ask("send_back", upload)
    wait_until(lambda: not list(server.spool.iterdir()))
