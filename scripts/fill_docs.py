"""Write the real output below each command of a document's console blocks: scripts/fill_docs.py README.md …"""

import re
import sys
import tempfile
from pathlib import Path

sys.path.extend(str(Path(__file__).parent.parent / "tests" / folder) for folder in ("", "docs"))
from test_docs import commands, run, trimmed, write_files

for name in sys.argv[1:]:
    document = Path(name)
    text = document.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        write_files(document, Path(folder))

        def filled(match: re.Match[str], folder: Path = Path(folder)) -> str:
            told = [(command, trimmed(run(command, folder))) for command, _ in commands(match[1])]
            return (
                "```console\n" + "".join(f"$ {c}\n{out}\n" if out else f"$ {c}\n" for c, out in told) + "```"
            )

        text = re.sub(r"^```console\n(.*?)^```$", filled, text, flags=re.MULTILINE | re.DOTALL)
    document.write_text(text, encoding="utf-8")
