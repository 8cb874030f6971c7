"""Which bound a sum has, by those of its parts: the rule of docs/totals.md, for each place that keeps it."""

# A case has a measure of its own, so that one report holds them all.
SUMS = {
    "箱": (("exact", "exact"), "exact"),
    "袋": (("atLeast",), "atLeast"),
    "瓶": (("atMost",), "atMost"),
    "床": (("about",), "about"),
    "顶": (("almost",), "almost"),
    "桶": (("exact", "atLeast"), "atLeast"),
    "盒": (("atMost", "exact"), "atMost"),
    "台": (("exact", "about"), "about"),
    "辆": (("almost", "exact"), "almost"),
    "套": (("almost", "about"), "about"),
    "包": (("about", "atLeast", "almost"), "atLeast"),
    "件": (("atMost", "almost", "about"), "atMost"),
    "双": (("atLeast", "atMost"), "about"),
    "只": (("atLeast", "atMost", "atLeast"), "about"),  # whatever their order
    "捆": (("atMost", "atLeast", "atMost", "exact"), "about"),
}
SIGNS = {"exact": "", "atLeast": "≥", "atMost": "≤", "about": "≈", "almost": "<≈"}


def sums_report() -> str:
    """Return a report whose unit gives away what the cases say, ten a part, a deed a part."""
    parts = [(measure, bound) for measure, (bounds, _) in SUMS.items() for bound in bounds]
    deeds = "".join(
        f"  - {{id: d{n}, kind: deliver, did: 送去, who: [shelter-office], quantities: [{{id: q1, value: 10, "
        f"measure: {measure}, bound: {bound}, role: goods}}], source: {{paragraph: 1, start: {n}, end: {n + 1}}}}}\n"
        for n, (measure, bound) in enumerate(parts, start=1)
    )
    return (
        "report: {id: sums, title: 物资, published: '2021-07-30', language: zh, sha256: '" + "0" * 64 + "'}\n"
        "agents: [{id: shelter-office, type: unit, name: 安置办}]\ndeeds:\n" + deeds
    )


def sums_shown() -> dict[str, str]:
    """Return by measure the sum as it is to be shown in short."""
    return {measure: f"{SIGNS[bound]}{10 * len(bounds)}" for measure, (bounds, bound) in SUMS.items()}
