"""Validates every committed spec, and wrong ones, against the schemas that `iir schema` prints.

The validator is the package jsonschema, in a virtual environment below .build. Every spec, recipe, base and ledger
of Experiments/ has to be valid. Each wrong one is a committed one with a single mistake; the schema and
`iir validate` both have to refuse it. The schemas themselves have to be valid, and the article of all fields
has to be what `iir schema --markdown` prints.

Run: python3 Tests/Reference/check_schema.py [--iir .build/release/iir] [--write]
With --write, the article is written anew. Made with Python 3.11, jsonschema 4.26.0.
"""

import argparse
import copy
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

ENVIRONMENT = pathlib.Path(".build/check-schema")
EXPERIMENTS = pathlib.Path("Experiments")
ARTICLE = pathlib.Path("Sources/iir/Documentation.docc/Fields.md")
FOLDERS = {
    "table": [".", "paper", "question"], "recipe": ["models", "paper/objectives", "question/models"],
    "base": ["shared"],
    "literature": [],
}

# A committed file, the path of a value in it, and what is put there; KEY takes a key away.
KEY = object()
SEARCH, TABLE = "search-fine-tuning.json", "table1.json"
FACTORS, BUDGET = "question/factors.json", "question/budget.json"
FIGURE = "figure3.json"
LEDGER = "literature.json"
WHOLE, RECIPE = "models/resnet50-classifier.json", "models/contrastive.json"
WRONG = [
    (SEARCH, ["titel"], "Misspelt"),
    (SEARCH, ["title"], KEY),
    (SEARCH, ["title"], 3),
    (SEARCH, ["title"], None),
    (SEARCH, ["title"], ""),
    (SEARCH, ["version"], KEY),
    (SEARCH, ["version"], 1),
    (SEARCH, ["version"], 3),
    (SEARCH, ["name"], "no plain name"),
    (SEARCH, ["purpose"], "reporting"),
    (SEARCH, ["datasets"], []),
    (SEARCH, ["datasets"], "mini-validation"),
    (SEARCH, ["datasets", 0], "mini-validatoin"),
    (SEARCH, ["datasets", 0], {"directory": "photos"}),
    (SEARCH, ["datasets", 0], {"folder": "my photos"}),
    (SEARCH, ["datasets"], ["mini-validation", "mini-validation"]),
    (SEARCH, ["metrics"], KEY),
    (SEARCH, ["metrics", 0], "easy.mAP@0"),
    (SEARCH, ["metrics", 0], "easy.recall"),
    (SEARCH, ["metrics", 0], "strata.mAP"),
    (SEARCH, ["seeds"], [-1]),
    (SEARCH, ["seeds"], [0, 0]),
    (SEARCH, ["world", "imageSize"], 16),
    (SEARCH, ["world", "images"], 5),
    (SEARCH, ["statistics"], {"confidence": 95}),
    (SEARCH, ["onDamaged"], "ignore"),
    (SEARCH, ["allowLeak"], "no"),
    (SEARCH, ["descriptor", "pooling"], "sum"),
    (SEARCH, ["descriptor", "poling"], "gem"),
    (SEARCH, ["descriptor", "gemExponent"], 0),
    (SEARCH, ["descriptor", "scales"], []),
    (SEARCH, ["descriptor", "scales"], [5]),
    (SEARCH, ["descriptor", "whitening"], {"kind": "zca"}),
    (SEARCH, ["descriptor", "whitening"], {"kind": "none", "dimensions": 4}),
    (SEARCH, ["search"], {"expansion": {"kind": "aqe", "images": 0}}),
    (SEARCH, ["search"], {"expansion": {"kind": "dba", "images": 10}}),
    (SEARCH, ["matrix"], {"training.batch": [32, 64]}),
    (SEARCH, ["matrix"], {"descriptor.pooling": []}),
    (SEARCH, ["factors", "kind"], {"a": {"batch": 8}}),
    (SEARCH, ["rows"], []),
    (SEARCH, ["rows", 0, "model"], KEY),
    (SEARCH, ["rows", 0, "modle"], "random"),
    (SEARCH, ["rows", 0, "training"], {"batch": 32}),
    (SEARCH, ["rows", 0, "model"], {"extends": "contrastive-ap", "training": {"batch": 1}}),
    (SEARCH, ["rows", 0, "model"], {"label": "Mine", "architecture": {"width": 2}}),
    (SEARCH, ["rows", 0, "model"], "my/net"),
    (SEARCH, ["rows", 0, "sweeps"], 3),
    (SEARCH, ["exclude"], [{"seeds": 1}]),
    (SEARCH, ["rows+"], {}),
    (SEARCH, ["rows", 0, "levels", "rate"], 0.001),
    (TABLE, ["claims", 0, "source"], KEY),
    (TABLE, ["claims", 0, "metric"], "medium.AP"),
    (TABLE, ["assumptions"], [{"field": "datasets"}]),
    (FACTORS, ["covariates", 0, "column"], KEY),
    (FACTORS, ["covariates", 0, "pair"], "sum"),
    (FACTORS, ["covariates"], []),
    (BUDGET, ["figure", "metrics"], []),
    (BUDGET, ["figure", "scale"], "log"),
    (FIGURE, ["firstImages", "top"], 0),
    (FIGURE, ["firstImages", "side"], 96),
    (FIGURE, ["firstImages", "setting"], "strata"),
    (FIGURE, ["firstImages", "queries"], []),
    (FIGURE, ["firstImages", "queries", 0, "kind"], "best"),
    (FIGURE, ["firstImages", "queries", 0, "from"], KEY),
    (FIGURE, ["firstImages", "queries", 0, "count"], 0),
    (TABLE, ["literature"], [{"label": "Theirs", "citation": "A paper", "values": []}]),
    (TABLE, ["literature"], ["no plain name"]),
    (TABLE, ["literature"], [{"row": "contrastive"}]),
    (TABLE, ["published"], []),
    (LEDGER, ["version"], 2),
    (LEDGER, ["entries", 0, "id"], KEY),
    (LEDGER, ["entries", 0, "id"], "no plain name"),
    (LEDGER, ["entries", 0, "ranBy"], "somebody"),
    (LEDGER, ["entries", 0, "system", "training"], "labels"),
    (LEDGER, ["entries", 0, "protocol", "crop"], KEY),
    (LEDGER, ["entries", 0, "protocol", "scales"], []),
    (LEDGER, ["entries", 0, "protocol", "whitening"], {"kind": "zca"}),
    (LEDGER, ["entries", 0, "source", "citation"], KEY),
    (LEDGER, ["entries", 0, "source", "commit"], "main"),
    (LEDGER, ["entries", 0, "values"], []),
    (LEDGER, ["entries", 0, "values", 0, "percent"], 101),
    (WHOLE, ["label"], KEY),
    (RECIPE, ["architecture"], {"name": "resnet19"}),
    (RECIPE, ["architecture"], {"name": "resnet18", "width": 2}),
    (WHOLE, ["initialWeights"], {"file": "net.pth"}),
    (WHOLE, ["training"], {"views": 512}),
    (WHOLE, ["architecture"], None),
    (RECIPE, ["training", "views"], 1.5),
    (RECIPE, ["training", "objective", "temperature"], 0),
    (RECIPE, ["training", "objective", "projection"], []),
    (RECIPE, ["training", "objective", "kind"], "ntxent"),
    (RECIPE, ["training", "optimizer"], {"kind": "adam", "learningRate": 0}),
    (RECIPE, ["training", "optimizer"], {"kind": "adamw", "learningRate": 0.1, "momentum": 0.9}),
    (RECIPE, ["training", "schedule"], {"kind": "step"}),
    (RECIPE, ["training", "augmentation"], {"cropArea": [0.5]}),
    (RECIPE, ["training", "normalisation"], "batch"),
]


def prepare():
    """Makes the virtual environment unless it is there; returns its Python."""
    python = ENVIRONMENT / "bin/python"
    if not (ENVIRONMENT / "ready").exists():
        subprocess.run([sys.executable, "-m", "venv", ENVIRONMENT], check=True)
        subprocess.run(
            [python, "-m", "pip", "--quiet", "--disable-pip-version-check", "install", "jsonschema"],
            check=True)
        (ENVIRONMENT / "ready").touch()
    return python


def kind_of(path):
    """What a file of Experiments/ is."""
    folder = str(path.parent.relative_to(EXPERIMENTS))
    if path.name == LEDGER:
        return "literature"
    return next(kind for kind, folders in FOLDERS.items() if folder in folders)


def changed(document, place, value):
    """Returns a copy of a document with another value at a place."""
    document = copy.deepcopy(document)
    *parents, key = place
    holder = document
    for parent in parents:
        holder = holder.setdefault(parent, {}) if isinstance(holder, dict) else holder[parent]
    if value is KEY:
        del holder[key]
    else:
        holder[key] = value
    return document


def output(iir, *arguments):
    return subprocess.run([iir, "schema", *arguments], check=True, capture_output=True, text=True).stdout


def check(iir):
    import jsonschema

    validators = {}
    for kind in FOLDERS:
        schema = json.loads(output(iir, kind))
        jsonschema.Draft202012Validator.check_schema(schema)
        validators[kind] = jsonschema.Draft202012Validator(schema)
    failures = []
    specs = sorted(
        path for path in EXPERIMENTS.rglob("*.json") if not path.name.endswith(".schema.json"))
    for path in specs:
        document = json.loads(path.read_text())
        for mistake in validators[kind_of(path)].iter_errors(document | {"$schema": "its-schema.json"}):
            failures.append(f"{path} is refused: {mistake.json_path}: {mistake.message[:300]}")
    with tempfile.TemporaryDirectory() as folder:
        copied = pathlib.Path(folder) / EXPERIMENTS
        shutil.copytree(EXPERIMENTS, copied)
        for file, place, value in WRONG:
            document = json.loads((EXPERIMENTS / file).read_text())
            document.pop("name", None)
            wrong = changed(document, place, value)
            named = f"{file} with {'.'.join(map(str, place))} {'left out' if value is KEY else value}"
            if validators[kind_of(EXPERIMENTS / file)].is_valid(wrong):
                failures.append(f"the schema accepts {named}")
            for text, code, verb in ((document, 0, "refuses"), (wrong, 2, "accepts")):
                path = EXPERIMENTS / pathlib.Path(file).parent / "changed.json"
                (pathlib.Path(folder) / path).write_text(json.dumps(text))
                run = subprocess.run(
                    [iir, "validate", path], cwd=folder, capture_output=True, text=True)
                if run.returncode != code:
                    failures.append(f"iir validate {verb} {named}: {run.returncode} {run.stderr[:300]}")
    if ARTICLE.read_text() != output(iir, "--markdown"):
        failures.append(f"{ARTICLE} is not what iir schema --markdown prints; run with --write")
    for failure in failures:
        print(failure)
    if not failures:
        print(f"{len(specs)} files valid, {len(WRONG)} wrong ones refused, the article up to date")
    return 1 if failures else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--iir", default=".build/release/iir")
    parser.add_argument("--write", action="store_true", help="write the article anew")
    options = parser.parse_args()
    iir = str(pathlib.Path(options.iir).resolve())
    if options.write:
        ARTICLE.write_text(output(iir, "--markdown"))
        return 0
    try:
        import jsonschema  # noqa: F401
    except ImportError:
        python = prepare()
        os.execv(python, [str(python), __file__, *sys.argv[1:]])
    return check(iir)


if __name__ == "__main__":
    sys.exit(main())
