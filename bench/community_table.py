#!/usr/bin/python3
"""Makes the table for docs/performance.md of the lines that `bench community` printed."""
import json, sys

lines = [json.loads(line) for line in open(sys.argv[1]) if line.startswith("{")]


def of(what, **fixed):
    return [one for one in lines if one["what"] == what and all(one.get(key) == value for key, value in fixed.items())]


def row(figure, asked, values, good, unit=""):
    if not values:
        return
    shown = " to ".join(f"{value:,}" for value in sorted({min(values), max(values)}))
    verdict = "met" if good(values) else "**not met**"
    print(f"| {figure} | {asked} | {shown}{unit} | {verdict if asked else ''} |")


print()
print("| figure | asked | measured | |")
print("|---|---|---|---|")
for signatures, name in (("native", "native signatures"), ("java", "Java alone")):
    # The first round compiles.
    solo = [one for one in of("solo", signatures=signatures) if one["round"] > 1]
    row(f"one log, entries/s, {name}", "20,000", [one["per_s"] for one in solo], lambda all: max(all) >= 20_000)
    followed = [one for one in of("follow", signatures=signatures) if one["round"] > 1]
    row(f"verified and stored, entries per CPU-second, {name}", "20,000", [one["per_cpu_s"] for one in followed],
        lambda all: max(all) >= 20_000)
row("fetched, verified, stored and applied, entries per CPU-second, each with a payload", "8,000",
    [one["entries_per_cpu_s"] for one in of("applied")], lambda all: max(all) >= 8_000)
share = of("share")
row("share to applied at a follower, p50", "40 ms", [one["p50_ms"] for one in share], lambda all: max(all) <= 40, " ms")
row("share to applied at a follower, p99", "100 ms", [one["p99_ms"] for one in share], lambda all: max(all) <= 100, " ms")
row("share to applied at a follower, longest", "", [one["max_ms"] for one in share], lambda all: True, " ms")
sync = of("sync")
row("100,000 objects, first sync, applied", "20 s", [one["applied_s"] for one in sync], lambda all: max(all) <= 20, " s")
row("the same, found in a search", "20 s", [one["searchable_s"] for one in sync], lambda all: max(all) <= 20, " s")
row("an idle minute, bytes a follower, both ways", "10,000", [one["bytes_per_follower"] for one in of("idle")],
    lambda all: max(all) < 10_000)
