"""How fast and how large: extract over a report repeated, after everything is loaded, and from a cold start.

.venv/bin/python benchmarks/extract.py REPORT.txt [COPIES]
"""

import resource
import subprocess
import sys
import time
from pathlib import Path

from graph.extract import extract, to_rows


def main(path: Path, copies: int) -> None:
    text = path.read_text(encoding="utf-8")
    began = time.perf_counter()
    deeds = len(to_rows(extract(text, published="2020-03-11")))
    first = time.perf_counter() - began
    began = time.process_time()
    for _ in range(copies):
        extract(text, published="2020-03-11")
    seconds = time.process_time() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    code = f"from graph.extract import extract; extract(open({str(path)!r}).read(), published='2020-03-11')"
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    cold = time.perf_counter() - began
    print(f"{len(text)} characters, {deeds} deeds")
    print(f"{len(text) * copies / seconds:,.0f} characters a second of processor time with everything loaded")
    print(
        f"first answer {first:.2f} s in this process, {cold:.2f} s from a cold start; {memory:.0f} MB at the most"
    )


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 20)
