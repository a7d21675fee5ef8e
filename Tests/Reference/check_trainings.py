"""Trains by every objective with iir and with PyTorch, over several seeds, and compares what comes out.

    python3 check_trainings.py [--spec Experiments/question/objectives.json] [--only ROW,ROW]
        [--seeds 0,1,2] [--threads N] [--kept check-trainings.json]
        [--data Data] [--cache Cache] [--iir .build/release/iir] [--report]

Each row of the spec is trained by `iir run` and, from the settings that `iir plan` states, by
`train_in_pytorch.py`. The two draw other weights, batches and views, so that they can agree only as two
seeds do. Of each network are compared

  - mAP Medium, the mean over the sets of the spec, in percent;
  - the loss, the mean over the last tenth of the steps.

Prints a table with the mean and the standard deviation over the seeds on either side, and the difference of
the means in standard deviations. That of one row is known from few seeds only. So differences of mAP are
measured in the one that all rows have in common, the root of the mean variance on both sides; those of
losses, whose units differ from row to row, in the row's own, and they are shown for whoever looks for
causes. A row "disagrees" when its means of mAP are more than two standard deviations apart. Ends with 1
when one does, or lacks a side. --report prints what is kept, and trains nothing.

Results are kept in a file, with the recipe that they are of: after a kill the same command goes on, and a
recipe that has changed is trained anew. Needs what `train_in_pytorch.py` needs.
"""

import argparse
import csv
import json
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

import torch

from train_in_pytorch import planned, score, train

METRIC = "medium.mAP"
LIMIT = 2
# What train_in_pytorch.py does of what may make descriptors.
DESCRIPTOR = {
    "resize": "shrink", "crop": "cirtorch", "scales": [1], "pooling": "gem", "gemExponent": 3,
    "whitening": {"kind": "none"},
}


class Kept:
    """Results by side, row and seed, in a file that is written after each."""

    def __init__(self, path, recipes):
        self.path, self.recipes = path, recipes
        known = json.loads(path.read_text()) if path.exists() else []
        self.entries = [e for e in known if e["recipe"] == recipes.get(e["row"], e["recipe"])]

    def add(self, side, row, seed, **values):
        self.entries.append({
            "side": side, "row": row, "seed": seed, "recipe": self.recipes[row], **values})
        fresh = self.path.with_suffix(".new")
        fresh.write_text(json.dumps(self.entries, indent=1) + "\n")
        fresh.replace(self.path)

    def of(self, side, row, seeds):
        """The results of a row, by seed."""
        return {
            e["seed"]: e for e in self.entries
            if e["side"] == side and e["row"] == row and e["seed"] in seeds}


def last_tenth(losses):
    return statistics.fmean(losses[-max(1, len(losses) // 10):])


def run_iir(options, plan, rows, seed, kept):
    """Trains some rows by iir, which takes from its cache what is there."""
    others = [{"row": row["name"]} for row in plan["rows"] if row["name"] not in rows]
    settings = ["-S", f"seeds=[{seed}]"]
    if others:
        settings += ["-S", "exclude=" + json.dumps(others)]
    if options.threads:
        settings += ["--threads", str(options.threads)]
    with tempfile.TemporaryDirectory() as folder:
        result = json.loads(subprocess.run(
            [options.iir, "run", options.spec, *settings, "--json", "--data", options.data,
             "--cache", options.cache, "--results", folder, "--export", folder, "--log-every", "1"],
            check=True, stdout=subprocess.PIPE, text=True).stdout)
        for row in result["experiment"]["rows"]:
            values = [
                100 * record["seeds"][0]["metrics"][METRIC] for record in result["records"]
                if record["row"] == row["name"]]
            model = re.sub("[^A-Za-z0-9._]+", "-", row["model"]).strip("-")
            with open(f"{folder}/{model}-seed-{seed}.csv", newline="") as file:
                losses = [float(line["loss"]) for line in csv.DictReader(file)]
            kept.add(
                "iir", row["name"], seed, mAP=statistics.fmean(values), loss=last_tenth(losses))


def run_pytorch(options, plan, row, seed, kept):
    """Trains one row by PyTorch."""
    print(f"PyTorch: {row}, seed {seed}", file=sys.stderr, flush=True)
    began = time.monotonic()
    torch.manual_seed(seed)
    network, exponent, losses = train(kept.recipes[row], options.data)
    size = next(r["descriptor"]["size"] for r in plan["rows"] if r["name"] == row)
    values = [
        score(network, exponent, options.data / name, size)["medium"] for name in plan["datasets"]]
    kept.add(
        "PyTorch", row, seed, mAP=statistics.fmean(values), loss=last_tenth(losses),
        seconds=round(time.monotonic() - began))


def mean_and_deviation(values):
    """In words."""
    return f"{statistics.fmean(values):.2f}" + (
        f" ± {statistics.stdev(values):.2f}" if len(values) > 1 else "")


def common_deviation(groups):
    """The root of the mean variance of groups of two or more; nothing without any."""
    variances = [statistics.variance(group) for group in groups if len(group) > 1]
    return statistics.fmean(variances) ** 0.5 if variances else None


def in_deviations(ours, theirs, deviation):
    if not deviation:
        return None
    return (statistics.fmean(ours) - statistics.fmean(theirs)) / deviation


def report(rows, seeds, kept):
    """Prints the table and tells whether all rows are there and none disagrees."""
    found = {
        row: [list(kept.of(side, row, seeds).values()) for side in ("iir", "PyTorch")]
        for row in rows}
    complete = {row: sides for row, sides in found.items() if all(sides)}

    def values(row, name):
        return [[entry[name] for entry in side] for side in complete[row]]

    deviation = common_deviation([group for row in complete for group in values(row, "mAP")])
    print("| objective | seeds | mAP, iir | mAP, PyTorch | difference "
          "| loss, iir | loss, PyTorch | difference | verdict |")
    print("|---|---|---|---|---|---|---|---|---|")
    agree = True
    for row in complete:
        cells, differences = [], []
        for name, unit in (("mAP", deviation), ("loss", common_deviation(values(row, "loss")))):
            ours, theirs = values(row, name)
            differences.append(in_deviations(ours, theirs, unit))
            cells += [mean_and_deviation(ours), mean_and_deviation(theirs),
                      "–" if differences[-1] is None else f"{differences[-1]:+.1f} sd"]
        counts = [len(side) for side in complete[row]]
        if min(counts) < 2 or differences[0] is None:
            verdict = "too few seeds"
        else:
            verdict = "agrees" if abs(differences[0]) <= LIMIT else "disagrees"
        agree = agree and verdict != "disagrees"
        seeds_of = " and ".join(str(count) for count in sorted(set(counts)))
        print("| " + " | ".join([row, seeds_of, *cells, verdict]) + " |")
    if deviation:
        print(f"\nStandard deviation of mAP over the seeds, of all rows: {deviation:.2f} points.")
    missing = [row for row in rows if row not in complete]
    if missing:
        print(f"\nNot trained on both sides: {', '.join(missing)}.")
    return agree and not missing


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--spec", default="Experiments/question/objectives.json")
    parser.add_argument("--only", help="rows, between commas")
    parser.add_argument("--seeds", help="between commas; those of the spec unless given")
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--kept", type=pathlib.Path, default=pathlib.Path("check-trainings.json"))
    parser.add_argument("--data", type=pathlib.Path, default=pathlib.Path("Data"))
    parser.add_argument("--cache", type=pathlib.Path, default=pathlib.Path("Cache"))
    parser.add_argument("--iir", default=".build/release/iir")
    parser.add_argument("--report", action="store_true", help="train nothing, print what is kept")
    options = parser.parse_args()
    if options.threads:
        torch.set_num_threads(options.threads)
    plan = planned(options.iir, options.spec, options.data)
    names = [row["name"] for row in plan["rows"]]
    for row in plan["rows"]:
        for field, value in DESCRIPTOR.items():
            if row["descriptor"][field] != value:
                raise SystemExit(
                    f"The row {row['name']} has {field} {row['descriptor'][field]}; "
                    f"only {value} is known here.")
    rows = options.only.split(",") if options.only else names
    for row in rows:
        if row not in names:
            raise SystemExit(f"{options.spec} has no row {row}; it has {', '.join(names)}.")
    seeds = [int(seed) for seed in options.seeds.split(",")] if options.seeds else plan["seeds"]
    recipes = {recipe["name"]: recipe for recipe in plan["models"]}
    kept = Kept(options.kept, {row["name"]: recipes[row["model"]] for row in plan["rows"]})
    for seed in [] if options.report else seeds:
        missing = [row for row in rows if not kept.of("iir", row, [seed])]
        if missing:
            run_iir(options, plan, missing, seed, kept)
        for row in rows:
            if not kept.of("PyTorch", row, [seed]):
                run_pytorch(options, plan, row, seed, kept)
    raise SystemExit(0 if report(rows, seeds, kept) else 1)


if __name__ == "__main__":
    main()
