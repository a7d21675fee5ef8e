"""Validates the Job of Kubernetes in the article Clusters.md.

The schemas are those of Kubernetes, which the package kubernetes-validate carries for each of its versions, so that no
cluster and no network is needed. Fields that a schema does not know are refused. What a schema cannot tell is looked at
here: that the Job is indexed, that its parts are as many as its completions, that every volume which is mounted is
declared, and that its command is one that iir takes, with the variable that Kubernetes would set. Copies with a mistake
must be refused.

Run: .build/peers/bin/python Tests/Reference/check_kubernetes.py --iir .build/release/iir
Made with Python 3.11, kubernetes-validate 1.37.0.
"""

import argparse
import copy
import os
import pathlib
import re
import subprocess
import sys

import kubernetes_validate
import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
ARTICLE = ROOT / "Sources/iir/Documentation.docc/Clusters.md"
# The schemas of earlier versions ask every rule of a failure policy for onPodConditions.
OLDEST = (1, 29)


def documents(text):
    """Returns the documents of the YAML between the article's marks."""
    marked = re.search(r"<!-- kubernetes -->\s*```yaml\n(.*?)```\s*<!-- /kubernetes -->", text, re.DOTALL)
    if marked is None:
        sys.exit(f"{ARTICLE}: there is no template between <!-- kubernetes --> and <!-- /kubernetes -->")
    return [document for document in yaml.safe_load_all(marked.group(1)) if document is not None]


def versions():
    """Returns the versions of Kubernetes whose schemas are there, from the oldest that will do."""
    folder = pathlib.Path(kubernetes_validate.__file__).parent / "kubernetes-json-schema"
    names = [re.fullmatch(r"v(\d+)\.(\d+)\.\d+-local-strict", path.name) for path in folder.iterdir()]
    numbers = sorted(tuple(map(int, name.groups())) for name in names if name)
    return [f"{major}.{minor}" for major, minor in numbers if (major, minor) >= OLDEST]


def accepted(document, version):
    try:
        kubernetes_validate.validate(document, version, strict=True)
    except kubernetes_validate.ValidationError as error:
        return False, str(error).splitlines()[0]
    return True, ""


def problems_of(job):
    """Yields what no schema tells of."""
    spec = job["spec"]
    pod = spec["template"]["spec"]
    container = pod["containers"][0]
    if job["kind"] != "Job" or spec.get("completionMode") != "Indexed":
        yield "it is no indexed Job"
    if pod.get("restartPolicy") != "Never":
        yield "Pods with a failure policy have to have the restart policy Never"
    if f"--shards={spec['completions']}" not in container["command"]:
        yield f"--shards is not the number of completions, {spec['completions']}"
    if f"--threads={container['resources']['requests']['cpu']}" not in container["command"]:
        yield "--threads is not the number of processors that are asked for"
    missing = {mount["name"] for mount in container["volumeMounts"]} - {volume["name"] for volume in pod["volumes"]}
    if missing:
        yield f"volumes {sorted(missing)} are mounted and not declared"
    named = {rule["onExitCodes"]["containerName"] for rule in spec["podFailurePolicy"]["rules"] if "onExitCodes" in rule}
    if named != {container["name"]}:
        yield f"the failure policy names the containers {sorted(named)}"


def listed(job, iir, index):
    """Returns the steps that the command of a Pod would perform."""
    container = job["spec"]["template"]["spec"]["containers"][0]
    command = [iir, *container["command"][1:], "--list"]
    environment = dict(os.environ, JOB_COMPLETION_INDEX=str(index))
    run = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT)
    if run.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {run.returncode}: {run.stderr}")
    return [line.split()[0] for line in run.stdout.splitlines()]


def mistakes(job):
    """Yields copies with a mistake each, and what it is."""
    for name, change in {
        "completions is a text": lambda spec: spec.update(completions="eight"),
        "an unknown field": lambda spec: spec.update(completion=8),
        "no template": lambda spec: spec.pop("template"),
        "a rule without an action": lambda spec: spec["podFailurePolicy"]["rules"][0].pop("action"),
        "a container without a name": lambda spec: spec["template"]["spec"]["containers"][0].pop("name"),
    }.items():
        changed = copy.deepcopy(job)
        change(changed["spec"])
        yield name, changed


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--iir", required=True, type=lambda path: str(pathlib.Path(path).resolve()))
    arguments = parser.parse_args()
    (job,) = documents(ARTICLE.read_text(encoding="utf-8"))
    found = list(problems_of(job))
    checked = versions()
    if not checked:
        sys.exit("kubernetes-validate has no schemas of versions that will do")
    for version in checked:
        good, reason = accepted(job, version)
        if not good:
            found.append(f"Kubernetes {version}: {reason}")
        for name, changed in mistakes(job):
            if accepted(changed, version)[0]:
                found.append(f"Kubernetes {version} accepts it with {name}")
    parts = [listed(job, arguments.iir, index) for index in range(job["spec"]["completions"])]
    job["spec"]["template"]["spec"]["containers"][0]["command"].remove(f"--shards={len(parts)}")
    whole = listed(job, arguments.iir, 0)
    if sum(parts, []) != whole or not whole:
        found.append(f"the parts hold {sum(map(len, parts))} steps, the wave {len(whole)}")
    if found:
        sys.exit("\n".join([f"{ARTICLE}: {len(found)} problems", *found]))
    print(f"{job['metadata']['name']}: valid for Kubernetes {checked[0]} to {checked[-1]}; "
          f"{len(list(mistakes(job)))} mistakes are refused; {len(parts)} Pods perform {len(whole)} steps")


if __name__ == "__main__":
    main()
