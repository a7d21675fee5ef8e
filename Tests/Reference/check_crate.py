"""Validates what `iir checklist --crate` writes, with the validator of RO-Crate and the reader `rocrate`.

Runs the small experiment of Scripts/exact in a folder of its own, unless --results and specs name results that are
there, and writes its crate twice, with a licence and without. Of each is checked that

  - `rocrate-validator` finds nothing that RO-Crate 1.1 requires missing or wrong; what it recommends is printed;
  - `rocrate` loads it, with every file, its size and digest, and the runs with their results;
  - writing it again gives the same bytes;
  - the validator refuses it once its date and a file are gone, so that the first of these can fail.

The validator reads the JSON-LD context of RO-Crate 1.1 from its address. Here it gets the copy that comes with
`rocrate`, so that no network is needed.

Run: python3 check_crate.py --iir .build/release/iir [--results DIR SPEC...]
Needs roc-validator and rocrate 0.15.0, the last with that copy. Made with Python 3.11.
"""

import argparse
import hashlib
import json
import pathlib
import subprocess
import sys
import tempfile

import requests
import rocrate
from rocrate.rocrate import ROCrate
from rocrate_validator import models, services

CONTEXT = "https://w3id.org/ro/crate/1.1/context"


def answer_for_context():
    """Makes requests for the context of RO-Crate 1.1 get the copy of rocrate."""
    copy = (pathlib.Path(rocrate.__file__).parent / "data" / "ro-crate.jsonld").read_bytes()
    if json.loads(copy)["@id"] != CONTEXT:
        sys.exit("This version of rocrate comes with another context; install rocrate==0.15.0.")
    ask = requests.adapters.HTTPAdapter.send

    def send(self, request, *arguments, **options):
        if request.url.rstrip("/") != CONTEXT:
            return ask(self, request, *arguments, **options)
        response = requests.Response()
        response.status_code = 200
        response._content = copy if request.method == "GET" else b""
        response.headers["Content-Type"] = "application/ld+json"
        response.url, response.request = request.url, request
        return response

    requests.adapters.HTTPAdapter.send = send


def run(*command):
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} ended with {done.returncode}: {done.stderr}")
    return done.stdout


def bytes_of(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def issues_of(folder):
    """Returns what the validator says of a crate: severity, check and message."""
    result = services.validate(services.ValidationSettings(
        rocrate_uri=str(folder), profile_identifier="ro-crate-1.1", requirement_severity=models.Severity.RECOMMENDED,
        no_cache=True))
    return sorted({(issue.severity.name, issue.check.identifier, str(issue.message)) for issue in result.get_issues()})


def validate(folder, problems):
    """Asks the validator; what is only recommended is no problem."""
    for severity, check, message in issues_of(folder):
        print(f"  {severity} {check}: {message}")
        if severity == "REQUIRED":
            problems.append(f"{folder.name}: {check}: {message}")
    print("  validated against ro-crate-1.1")


def damage(folder, problems):
    """Takes the date and a file away, which the validator has to see."""
    index = folder / "ro-crate-metadata.json"
    document = json.loads(index.read_text(encoding="utf-8"))
    for entity in document["@graph"]:
        entity.pop("datePublished", None)
    index.write_text(json.dumps(document), encoding="utf-8")
    (folder / "checklist.md").unlink()
    found = [message for severity, _, message in issues_of(folder) if severity == "REQUIRED"]
    for word in ("datePublished", "checklist.md"):
        if not any(word in message for message in found):
            problems.append(f"{folder.name}: without {word} the validator says {found}")


def load(folder, tables, problems):
    """Reads the crate with rocrate, and looks at its files and runs."""
    crate = ROCrate(str(folder))
    files = [entity for entity in crate.data_entities if entity.type == "File"]
    for file in files:
        content = (folder / file.id).read_bytes()
        if file["contentSize"] != str(len(content)) or file["sha256"] != hashlib.sha256(content).hexdigest():
            problems.append(f"{folder.name}: {file.id} is not of the size or the digest that is listed")
    on_disk = {path.name for path in folder.iterdir()} - {"ro-crate-metadata.json"}
    if {file.id for file in files} != on_disk:
        problems.append(f"{folder.name}: lists {sorted(file.id for file in files)}, holds {sorted(on_disk)}")
    runs = crate.get_by_type("CreateAction")
    for action in runs:
        made = action["result"] if isinstance(action["result"], list) else [action["result"]]
        if not all(hasattr(entity, "id") for entity in made):
            problems.append(f"{folder.name}: {action.id} names results that are not there")
        if action["instrument"]["name"] != "iir":
            problems.append(f"{folder.name}: {action.id} was made by {action['instrument']}")
    if len(runs) != tables:
        problems.append(f"{folder.name}: {len(runs)} runs of {tables} tables")
    print(f"  loaded by rocrate: {len(files)} files, {len(runs)} runs, license {crate.license}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--iir", type=pathlib.Path, required=True)
    parser.add_argument("--results", type=pathlib.Path)
    parser.add_argument("specs", nargs="*")
    arguments = parser.parse_args()
    answer_for_context()
    problems = []
    with tempfile.TemporaryDirectory() as place:
        place = pathlib.Path(place)
        specs, results = arguments.specs, arguments.results
        if not specs:
            specs, results = ["Scripts/exact/small.json"], place / "Results"
            run(arguments.iir, "run", "-q", "--data", place / "Data", "--cache", place / "Cache", "--results", results,
                *specs)
        for name, license in (("plain", []), ("licensed", ["--license", "CC-BY-4.0"])):
            print(f"{name} crate of {', '.join(specs)}:")
            command = [arguments.iir, "checklist", "--results", results or "Results", *license, *specs]
            folders = [place / name, place / f"{name}-again"]
            for folder in folders:
                run(*command, "--crate", folder)
            if bytes_of(folders[0]) != bytes_of(folders[1]):
                problems.append(f"{name}: written again, it is not the same bytes")
            validate(folders[0], problems)
            load(folders[0], len(specs), problems)
            damage(folders[1], problems)
    if problems:
        print(f"{len(problems)} problems:", *problems, sep="\n  ")
        sys.exit(1)


if __name__ == "__main__":
    main()
