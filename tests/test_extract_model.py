"""A language model's server as an option: one that answers well, badly, slowly, and with lies."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

import graph.extract as ex
from graph.errors import CallError, DataError
from graph.extract.model import Model

TEXT = "标题\n\n3月5日，县医院派出12名医生。随后医生走访居民。\n"
GOOD = {"kind": "dispatch", "did": "派出", "who": ["县医院"], "whom": ["医生"], "start": "2020-03-05", "end": None,
        "quantities": [{"value": 12, "measure": "名", "of": "医生", "role": "whom"}],
        "words": "3月5日，县医院派出12名医生"}  # fmt: skip


@pytest.fixture
def serve():
    servers = []

    def start(content, *, wait=0.0, raw=None):
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                self.rfile.read(int(self.headers["Content-Length"]))
                time.sleep(wait)
                body = (
                    raw
                    if raw is not None
                    else json.dumps({"choices": [{"message": {"content": content}}]}).encode()
                )
                self.send_response(200)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return Model(f"http://127.0.0.1:{server.server_port}/v1", timeout=1)

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def drafted(model):
    return ex.extract(TEXT, published="2020-03-11", model=model)


def test_a_good_answer_is_drafted_with_its_span(serve):
    model = serve("以下是结果：" + json.dumps({"deeds": [GOOD]}, ensure_ascii=False))
    [row] = ex.to_rows(drafted(model))
    assert (row["kind"], row["who"][0]["name"], row["when"]["start"]) == ("dispatch", "县医院", "2020-03-05")
    assert TEXT[row["source"]["start"] : row["source"]["end"]] == GOOD["words"]
    assert not model.dropped


@pytest.mark.parametrize(
    ("lie", "why"),
    [
        ({"words": "县医院派出了12名医生"}, "words not in the text"),
        ({"who": ["市医院"]}, "a name not in its words"),
        ({"where": ["武汉市"]}, "a name not in its words"),
        ({"quantities": [{"value": 120}]}, "a number not in its words"),
        ({"kind": "teleport"}, "unknown kind"),
        ({"who": "县医院"}, "not in the form asked for"),
        ({"quantities": [{"value": -1}]}, "not in the form asked for"),
    ],
)
def test_lies_are_dropped_and_counted(serve, lie, why):
    model = serve(json.dumps({"deeds": [GOOD | lie, GOOD]}, ensure_ascii=False))
    assert len(drafted(model).deeds) == 1
    assert model.dropped == {why: 1}


@pytest.mark.parametrize("content", ["", "no", "{", "[]", '{"deeds": 3}', "{" * 5000])
def test_an_answer_that_is_none_drafts_nothing(serve, content):
    model = serve(content)
    assert drafted(model).deeds == []
    assert sum(model.dropped.values()) == 1


def test_a_server_that_is_slow_broken_or_not_there_is_told(serve):
    with pytest.raises(CallError, match="no answer within 1 s"):
        drafted(serve("{}", wait=3))
    with pytest.raises(DataError, match="no chat completion"):
        drafted(serve("", raw=b"<html>"))
    with pytest.raises(CallError, match="127.0.0.1"):
        drafted(Model("http://127.0.0.1:9", timeout=1))
    with pytest.raises(CallError, match="no address"):
        drafted(Model("file:///etc/passwd"))
