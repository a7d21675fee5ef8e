"""Validates what `iir diff --format junit` writes against the schema that CI systems go by.

The schema is junit-10.xsd of the Jenkins xUnit plugin, which pytest's source distribution holds for its
own tests. It is taken from there into a virtual environment below .build, beside the package xmlschema,
which validates. Copies of the given results are compared in five states: without a baseline, equal to
it, with a value moved, with a row gone, and with a damaged file; each output must be valid, count its
cases right, and come with the exit code of that state.

Run: python3 Tests/Reference/check_junit.py Experiments/table1.json [SPEC …] [--iir .build/release/iir]
     [--results Results]
The specs have to have been run. Made with Python 3.11, pytest 9.2.0, xmlschema 4.3.2.
"""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import xml.etree.ElementTree

ENVIRONMENT = pathlib.Path(".build/check-junit")
SCHEMA = ENVIRONMENT / "junit-10.xsd"


def prepare():
    """Makes the virtual environment with the schema in it, unless it is there; returns its Python."""
    python = ENVIRONMENT / "bin/python"
    if not SCHEMA.exists():
        subprocess.run([sys.executable, "-m", "venv", ENVIRONMENT], check=True)
        pip = [python, "-m", "pip", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "install", "xmlschema"], check=True)
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(
                [*pip, "download", "--no-deps", "--no-binary", "pytest", "--dest", folder, "pytest"],
                check=True)
            archive = next(pathlib.Path(folder).glob("pytest-*.tar.gz"))
            with tarfile.open(archive) as files:
                name = next(n for n in files.getnames() if n.endswith("/junit-10.xsd"))
                SCHEMA.write_bytes(files.extractfile(name).read())
    return python


class Checker:
    """Compares a copy of the results, and validates what is written."""

    def __init__(self, iir, specs, results):
        import xmlschema

        self.schema = xmlschema.XMLSchema(SCHEMA)
        self.iir, self.specs, self.results = iir, specs, results

    def baselines(self):
        """Returns the baselines of the copy."""
        return sorted((self.results / "baselines").glob("*.json"))

    def check(self, state, code, failures=0, errors=0):
        """Compares in one state; failures and errors are the fewest that there must be."""
        command = [self.iir, "diff", "--format", "junit", "--results", self.results, *self.specs]
        run = subprocess.run(command, capture_output=True, text=True)
        assert run.returncode == code, f"{state}: exit code {run.returncode}\n{run.stderr}"
        root = xml.etree.ElementTree.fromstring(run.stdout)
        self.schema.validate(root)
        found = {"testcase": 0, "failure": 0, "error": 0}
        for suite in root:
            counts = {name: len(suite.findall(f".//{name}")) for name in found}
            stated = [int(suite.get(name)) for name in ("tests", "failures", "errors")]
            assert stated == list(counts.values()), f"{state}: {stated} are not {counts}"
            found = {name: found[name] + counts[name] for name in found}
        assert found["failure"] >= failures and found["error"] >= errors, f"{state}: {found}"
        print(f"{state}: exit code {code}, {len(root)} suites, {found['testcase']} cases, "
              f"{found['failure']} failures, {found['error']} errors; valid")

    def edit(self, change):
        """Changes every baseline of the copy."""
        for path in self.baselines():
            document = json.loads(path.read_text())
            change(document)
            path.write_text(json.dumps(document))


def move_value(document):
    document["rows"][0]["cells"][0]["values"][0] += 1e-9


def add_row(document):
    row = dict(document["rows"][0], name="gone <&> \"away\"")
    row["settings"] = dict(row["settings"], gone=True)
    document["rows"].append(row)
    document["runs"][0]["rows"].append(row["name"])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("specs", nargs="+")
    parser.add_argument("--iir", default=".build/release/iir")
    parser.add_argument("--results", default="Results", type=pathlib.Path)
    arguments = parser.parse_args()
    python = prepare()
    if pathlib.Path(sys.prefix).resolve() != ENVIRONMENT.resolve():
        os.execv(python, [str(python), __file__, *sys.argv[1:]])
    with tempfile.TemporaryDirectory() as folder:
        copy = pathlib.Path(folder) / "Results"
        shutil.copytree(arguments.results, copy)
        shutil.rmtree(copy / "baselines", ignore_errors=True)
        checker = Checker(arguments.iir, arguments.specs, copy)
        checker.check("without a baseline", 6, errors=len(arguments.specs))
        subprocess.run(
            [arguments.iir, "baseline", "accept", "--results", copy, *arguments.specs], check=True, stdout=subprocess.DEVNULL)
        checker.check("equal", 0)
        checker.edit(move_value)
        checker.check("a value moved", 1, failures=len(arguments.specs))
        checker.edit(add_row)
        checker.check("a row gone", 1, failures=2 * len(arguments.specs), errors=1)
        checker.baselines()[0].write_text("{\n<<<<<<< <\"HEAD\" & 'more'>\n")
        checker.check("a damaged baseline", 3, errors=1)


if __name__ == "__main__":
    main()
