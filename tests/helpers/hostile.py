"""A small server on loopback that answers as a bad one would; what it does is said by the path asked for."""

import gzip
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

HEAD = b'{"head":{"vars":["deed"]},"results":{"bindings":['
ROW = b'{"deed":{"type":"uri","value":"http://x/d"}},'
TRIPLE = b"<http://x/s> <http://x/p> <http://x/o> .\n"
RESULTS = "application/sparql-results+json"
TRUE = b'{"head":{},"boolean":true}'


class Handler(BaseHTTPRequestHandler):
    """Answers a first ``ASK {}`` well, so that what comes after it is what is tested."""

    protocol_version = "HTTP/1.1"
    seen: list[tuple[str, str]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.seen.append((self.path, self.headers.get("Authorization", "")))
        name = self.path.strip("/").replace("/query", "")
        if b"ASK" in body and not name.startswith("at-once"):
            self._send(200, RESULTS, TRUE)
        else:
            getattr(self, name.replace("at-once-", "").replace("-", "_"))()

    def do_GET(self) -> None:
        self.seen.append((self.path, self.headers.get("Authorization", "")))
        getattr(self, self.path.partition("?")[0].strip("/").replace("-", "_"))()

    def _send(self, status: int, kind: str, body: bytes, length: int | None = None, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def refuses(self) -> None:
        self._send(401, "text/plain", b"who are you?", WWW_Authenticate='Basic realm="x"')

    def fails(self) -> None:
        self._send(500, "text/plain", b"out of \x1b[31mmemory\nat line 3")

    def rejects(self) -> None:
        self._send(400, "text/plain", "没有这样的函数".encode())

    def html(self) -> None:
        self._send(200, "text/html", b"<html><body>Welcome</body></html>")

    def lies(self) -> None:
        self._send(200, RESULTS, b"<html><body>Welcome</body></html>")

    def moved(self) -> None:
        self._send(301, "text/plain", b"", Location="http://elsewhere.example/")

    def half(self) -> None:
        self._send(200, RESULTS, HEAD + ROW * 10, length=5000)
        self.close_connection = True

    def short(self) -> None:
        self._send(200, RESULTS, HEAD + ROW * 10)

    def not_gzip(self) -> None:
        self._send(200, RESULTS, b"no gzip", Content_Encoding="gzip")

    def gzipped(self) -> None:
        self._send(200, RESULTS, gzip.compress(HEAD + ROW[:-1] + b"]}}"), Content_Encoding="gzip")

    def half_a_graph(self) -> None:
        self._send(200, "application/n-triples", TRIPLE * 10, length=5000)
        self.close_connection = True

    def a_cut_line(self) -> None:
        self._send(200, "application/n-triples", TRIPLE * 10 + TRIPLE[:20])

    def slow(self) -> None:
        time.sleep(30)

    def endless(self) -> None:
        self.send_response(200)
        triples = "n-triples" in self.headers.get("Accept", "")
        self.send_header("Content-Type", "application/n-triples" if triples else RESULTS)
        self.end_headers()
        self.wfile.write(b"" if triples else HEAD)
        for _ in range(2_000_000):
            self.wfile.write((b'<x:s> <x:p> "1" .\n' if triples else ROW) * 20)

    def busy(self) -> None:
        if len(self.seen) < 4:
            self._send(503, "text/plain", b"later", Retry_After="0")
        else:
            self._send(200, RESULTS, HEAD + ROW[:-1] + b"]}}")

    def log_message(self, *_: object) -> None:
        return


@contextmanager
def hostile() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Run the server; yield its address and what it was asked: path and authorization."""
    seen: list[tuple[str, str]] = []
    handler = type("Bad", (Handler,), {"seen": seen})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", seen
    finally:
        server.shutdown()
        server.server_close()
