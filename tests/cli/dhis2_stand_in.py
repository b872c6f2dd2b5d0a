"""A server on this machine that answers as DHIS2's Web API is documented to, and as it goes wrong."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

TOKEN = "d2pat_0000000000000000000000000000000000000000"
FAULTS = {401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 500: "Internal Server Error"}


class StandIn(ThreadingHTTPServer):
    """
    An instance.

    Parameters
    ----------
    metadata
        All of it; of this, the types that are asked for are answered.
    """

    daemon_threads = True

    def __init__(self, metadata: dict, **said: object) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.metadata = metadata
        self.version = said.get("version", "2.40.3")
        self.token = said.get("token", TOKEN)
        self.fault = said.get("fault")  # an HTTP status, or a word
        self.elsewhere = str(said.get("elsewhere", ""))
        self.asked: list[tuple[str, str]] = []  # path with query, the token that came along

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: StandIn

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        self.server.asked.append((self.path, self.headers.get("Authorization", "")))
        if self._goes_wrong(parts.path):
            return
        if self.headers.get("Authorization") != f"ApiToken {self.server.token}":
            self._refuse(401)
        elif parts.path.endswith("/api/system/info.json"):
            self._say({"version": self.server.version, "contextPath": self.server.url})
        elif parts.path.endswith("/api/metadata.json"):
            self._say(self._metadata(dict(parse_qsl(parts.query))))
        elif parts.path.endswith("/api/organisationUnits.json"):
            units = self.server.metadata["organisationUnits"]
            self._say({"pager": {"page": 1, "pageSize": 1}, "organisationUnits": units[:1]})
        else:
            self._refuse(404)

    def _metadata(self, asked: dict[str, str]) -> dict:
        found = {"system": {"version": self.server.version}}
        for name, listed in self.server.metadata.items():
            if asked.get(name) == "true" and f"{name}:fields" in asked:
                found[name] = listed
        return found

    def _goes_wrong(self, path: str) -> bool:
        fault = self.server.fault
        if isinstance(fault, int):
            self._refuse(fault)
        elif fault == "html":
            self._send(200, b"<!doctype html><title>Welcome</title>", "text/html")
        elif fault == "not_dhis2":
            self._say({"hello": "world"})
        elif fault == "elsewhere":
            self._move(self.server.elsewhere + path)
        elif fault == "signs_in":
            self._move(f"{self.server.url}/dhis-web-commons/security/login.action")
        elif fault == "slow":
            time.sleep(1.5)
            self._say({"version": self.server.version})
        elif fault == "drips":
            self._drip()
        elif fault == "cut_off":
            self._send(200, b'{"version": "2.4', "application/json")
        elif fault == "moved_here" and not path.startswith("/dhis"):
            self._move(f"{self.server.url}/dhis{self.path}")
        else:
            return False
        return True

    def _drip(self) -> None:
        self.send_response(200)
        self.end_headers()
        for _time in range(40):
            try:
                self.wfile.write(b" ")
                self.wfile.flush()
            except OSError:
                return
            time.sleep(0.05)

    def _refuse(self, status: int) -> None:
        said = {"httpStatus": FAULTS[status], "httpStatusCode": status, "status": "ERROR"}
        self._send(status, json.dumps(said).encode(), "application/json")

    def _say(self, document: dict) -> None:
        self._send(200, json.dumps(document).encode(), "application/json;charset=UTF-8")

    def _move(self, to: str) -> None:
        self.send_response(302)
        self.send_header("Location", to)
        self.end_headers()

    def _send(self, status: int, content: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        with suppress(OSError):  # who asked has gone
            self.wfile.write(content)

    def log_message(self, *_args: object) -> None:
        pass


@contextmanager
def instance(metadata: dict, **said: object) -> Iterator[StandIn]:
    """Run an instance for as long as it is needed."""
    server = StandIn(metadata, **said)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
