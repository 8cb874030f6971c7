"""How long linking takes as reports grow in number: python -m benchmarks.linking [REPORTS …]; a Markdown table.

Each size runs in a process of its own: linking (features from a file to links) and linking out of a store (features
read back, links written) are timed apart, in seconds of the processor, so that what else the machine does is left
out; the peak of memory is that after linking.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.generate import records


def measure(reports: int) -> dict[str, float]:
    from graph.link import Feature, features_of, linked
    from graph.model.read import read
    from graph.store.links import relink
    from graph.store.load import load
    from graph.store.store import open_store

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "reports.jsonl"
        with path.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in records(reports))
        before = time.process_time()
        kept, count = Path(folder) / "features", 0
        with kept.open("w", encoding="utf-8") as file:
            for bundle in read([path]):
                for feature in features_of(bundle):
                    file.write(f"{feature.line()}\n")
                    count += 1
        read_in = time.process_time()
        with kept.open(encoding="utf-8") as file:
            links = linked(map(Feature.of_line, file))
        done = time.process_time()
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        store = open_store()
        load(store, read([path]), fresh=True)
        loaded = time.process_time()
        relink(store)
        return {
            "reports": reports, "features": count, "reading": read_in - before, "linking": done - read_in,
            "memory": memory, "load": loaded - done, "relink": time.process_time() - loaded,
            "links": len(links.canonical), "unsure": len(links.unsure), "happenings": len(links.event_clusters),
        }  # fmt: skip


def main() -> None:
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(measure(int(sys.argv[2]))))
        return
    heads = ("reports", "features", "to features s", "linking s", "a feature µs", "peak MB", "loading s",
             "linking in the store s", "links", "unsure", "happenings")  # fmt: skip
    print(f"| {' | '.join(heads)} |")
    print("| ---: " * 11 + "|")
    for size in map(int, sys.argv[1:] or ("100", "1000", "10000")):
        command = [sys.executable, "-m", "benchmarks.linking", "--one", str(size)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        got = json.loads(done.stdout)
        each = got["linking"] / got["features"] * 1e6
        print(f"| {size:,} | {got['features']:,} | {got['reading']:.1f} | {got['linking']:.1f} | {each:.0f} "
              f"| {got['memory']:.0f} | {got['load']:.1f} | {got['relink']:.1f} | {got['links']:,} | {got['unsure']:,} "
              f"| {got['happenings']:,} |")  # fmt: skip


if __name__ == "__main__":
    main()
