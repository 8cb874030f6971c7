"""A language model's server as an option: one that answers well, badly, slowly, and with lies."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

import graph.extract as ex
from graph.errors import CallError, DataError
from graph.extract.llm.client import Model

TEXT = "标题\n\n3月5日，县医院派出12名医生。随后医生走访居民。\n"
GOOD = {"kind": "dispatch", "did": "派出", "who": ["县医院"], "whom": ["医生"], "start": "2020-03-05", "end": None,
        "quantities": [{"value": 12, "measure": "名", "of": "医生", "role": "whom"}],
        "words": "3月5日，县医院派出12名医生"}  # fmt: skip


@pytest.fixture
def serve():
    servers = []

    def start(content, *, wait=0.0, raw=None, drip=False, redirect=None):
        asked = []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                asked.append(question["messages"][1]["content"])
                time.sleep(wait)
                if redirect:
                    self.send_response(302)
                    self.send_header("Location", redirect)
                    self.end_headers()
                    return
                body = (
                    raw
                    if raw is not None
                    else json.dumps({"choices": [{"message": {"content": content}}]}).encode()
                )
                self.send_response(200)
                self.end_headers()
                for _ in range(30 if drip else 0):  # a byte now and then, and no end
                    self.wfile.write(b" ")
                    self.wfile.flush()
                    time.sleep(0.1)
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        model = Model(f"http://127.0.0.1:{server.server_port}/v1", timeout=1)
        model.asked = asked
        return model

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
        ({"quantities": [{"value": float("nan")}]}, "not in the form asked for"),
        (
            {"quantities": [{"value": 12, "measure": "万名"}]},
            "a measure not beside its number",
        ),
        ({"quantities": [{"value": 12, "measure": "名", "of": "护士"}]}, "a name not in its words"),
        ({"did": "调走"}, "an action not in its words"),
        ({}, "duplicate deed"),
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
    with pytest.raises(DataError, match="not a chat completion"):
        drafted(serve("", raw=b"<html>"))
    with pytest.raises(CallError, match="127.0.0.1"):
        drafted(Model("http://127.0.0.1:9", timeout=1))
    with pytest.raises(CallError, match="not a server.s address"):
        drafted(Model("file:///etc/passwd"))


def test_a_day_that_the_text_does_not_say_is_left_out_and_counted(serve):
    model = serve(json.dumps({"deeds": [GOOD | {"start": "2020-03-09"}]}, ensure_ascii=False))
    [deed] = drafted(model).deeds
    assert "when" not in deed
    assert model.dropped == {"a day that the text does not say": 1}


def test_a_day_that_is_said_in_words_is_read_as_the_rules_read_it(serve):
    text = "昨日，县医院派出12名医生。\n"
    deed = GOOD | {"words": "昨日，县医院派出12名医生", "start": "2020-03-10", "end": "2020-03-10"}
    model = serve(json.dumps({"deeds": [deed]}, ensure_ascii=False))
    [made] = ex.extract(text, published="2020-03-11", model=model).deeds
    assert made["when"] == {"start": "2020-03-10", "end": "2020-03-10"}
    assert "when.start" in made["inferred"]
    assert not model.dropped


def test_an_english_answer_gives_english_names(serve):
    text = "On July 3 the Harbour Safety Agency sent two dozen boats to Ashby.\n"
    deed = {"kind": "dispatch", "did": "sent", "who": ["Harbour Safety Agency"], "where": ["Ashby"],
            "quantities": [{"value": 24, "of": "boats", "role": "goods"}], "words": text.strip(".\n")}  # fmt: skip
    [row] = ex.to_rows(ex.extract(text, published="2021-07-07", model=serve(json.dumps({"deeds": [deed]}))))
    assert [(a["name"], a["type"]) for a in row["who"]] == [("Harbour Safety Agency", "unit")]
    assert row["quantities"][0]["value"] == 24


def test_a_long_paragraph_is_asked_in_pieces_and_spans_hold(serve):
    text = "记者走访。" * 2000 + "县医院派出12名医生。\n"
    deed = GOOD | {"words": "县医院派出12名医生", "start": None}
    model = serve(json.dumps({"deeds": [deed]}, ensure_ascii=False))
    [made] = ex.extract(text, published="2020-03-11", model=model).deeds
    assert text[made["source"]["start"] : made["source"]["end"]] == deed["words"]
    assert len(model.asked) > 3
    assert max(map(len, model.asked)) <= 3000


def test_a_server_that_never_ends_its_answer_is_left(serve):
    with pytest.raises(CallError, match="no answer within 1 s"):
        drafted(serve("", drip=True))


def test_a_server_that_sends_us_elsewhere_is_not_followed(serve):
    with pytest.raises(CallError, match="302"):
        drafted(serve("", redirect="http://127.0.0.1:9/"))


def test_the_command_counts_what_was_dropped_and_goes_on_past_a_bad_file(serve, tmp_path):
    import subprocess
    import sys

    model = serve(json.dumps({"deeds": [GOOD, GOOD | {"who": ["市医院"]}]}, ensure_ascii=False))
    (tmp_path / "2020-03-11-a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "2020-03-11-b.txt").write_bytes(b"\0\1")
    command = [
        sys.executable,
        "-m",
        "graph.cli",
        "extract",
        str(tmp_path),
        "--model",
        model.url,
        "--format",
        "jsonl",
    ]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    assert [json.loads(line)["did"] for line in done.stdout.splitlines()] == ["派出"]
    assert "dropped from the model's answers: 1 a name not in its words" in done.stderr
    assert "b.txt: a binary file" in done.stderr
    assert done.returncode == 1
