"""The examples in deploy/: the unit is one, the Containerfile is well formed, and nginx before the server works."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from helpers.paths import ROOT
from helpers.served import serving
from helpers.servers import free_port

DEPLOY = ROOT / "deploy"
NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")


@pytest.mark.skipif(NGINX is None, reason="no nginx here")
def test_behind_nginx_under_a_path_all_addresses_are_right(tmp_path: Path) -> None:
    port = free_port()
    options = ["--root-path", "/graph", "--allow-host", "graph.example.org", "--patience", "5"]
    with serving(tmp_path, *options) as server:
        location = (
            (DEPLOY / "nginx.conf")
            .read_text()
            .replace(":8000/", f":{server.url.split(':')[2].split('/')[0]}/")
        )
        places = "".join(
            f"{name}_temp_path {tmp_path};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        (tmp_path / "nginx.conf").write_text(
            f"pid {tmp_path}/nginx.pid; error_log {tmp_path}/error.log; events {{}} http {{ access_log off; {places} "
            f"server {{ listen 127.0.0.1:{port}; {location} }} }}"
        )
        command = [str(NGINX), "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf"), "-g", "daemon off;"]
        nginx = subprocess.Popen(command)
        try:
            client = httpx.Client(base_url=f"http://127.0.0.1:{port}", headers={"Host": "graph.example.org"})
            for _ in range(100):
                assert nginx.poll() is None
                with contextlib.suppress(httpx.ConnectError):
                    client.get("/")
                    break
                time.sleep(0.1)
            assert client.get("/graph/health").json()["status"] == "ok"
            assert "<http://graph.example.org/graph/sparql>" in client.get("/graph/sparql").text
            assert client.get("/graph/queries").json()[0]["href"].startswith("/graph/queries/")
            asked = client.get("/graph/sparql", params={"query": "ASK { ?s ?p ?o }"})
            assert asked.json()["boolean"] is True
            again = client.get(asked.url, headers={"If-None-Match": asked.headers["etag"]})
            assert again.status_code == 304
            assert client.get("/graph/id/place/hubei.nt").status_code == 200
            # The client's address reaches the log, and a forged one does not get further than nginx.
            client.get("/graph/health", headers={"X-Forwarded-For": "6.6.6.6"})
            assert "6.6.6.6" not in server.words()
        finally:
            nginx.send_signal(signal.SIGTERM)
            nginx.wait(20)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_the_unit_is_one(tmp_path: Path) -> None:
    text = (DEPLOY / "deedgraph.service").read_text()
    # What it runs lies elsewhere on this machine.
    text = text.replace("/opt/deedgraph/bin/deedgraph", "/bin/true").replace("User=deedgraph\n", "")
    (tmp_path / "deedgraph.service").write_text(text)
    command = ["systemd-analyze", "verify", "--man=no", str(tmp_path / "deedgraph.service")]
    done = subprocess.run(command, capture_output=True, text=True)
    assert "deedgraph.service:" not in done.stderr, done.stderr


def test_the_units_command_and_the_containers_are_ones_that_serve_has() -> None:
    from click.testing import CliRunner

    from graph.cli import cli

    told = CliRunner().invoke(cli, ["serve", "--help"]).output
    for file in ("deedgraph.service", "Containerfile", "nginx.conf", "Caddyfile"):
        for word in (DEPLOY / file).read_text().replace('"', " ").replace(",", " ").split():
            if word.startswith("--") and word[2:] in (
                "store",
                "port",
                "host",
                "allow-host",
                "root-path",
                "timeout",
            ):
                assert f"{word} " in told, (file, word)


def test_hadolint_finds_nothing_in_the_containerfile() -> None:
    command = [str(Path(sys.executable).with_name("hadolint")), str(DEPLOY / "Containerfile")]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr
