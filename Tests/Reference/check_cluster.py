"""Runs small specs on a real Slurm, and compares what comes of it with runs on this machine alone.

A controller and two nodes are started in a scratch folder, as daemons in the foreground on ports of their own, without
systemd, munge and cgroups. They end with the script, whatever happens. Then `iir run --on slurm` is looked at:

  same       by Slurm and here: the same tables and artifacts
  dry-run    the scripts that are printed pass `bash -n`, and are those that Slurm was given
  killed     an element is killed, then the command too: the same bytes, and nothing published is made again
  failing    a damaged image ends the command with 4, which names the step and its log; mended, the same command goes on
  node       the daemons of both nodes are killed and started again
  controller the controller is killed and started again
  stopped    an element that is told to stop ends with 75, goes back into the queue, and goes on
  signal     the same without Slurm: SIGTERM ends `iir step` with 75
  cancelled  Ctrl-C leaves the jobs, or cancels them where it is asked to

Run: Scripts/test-cluster
Made with Python 3.11, Slurm 22.05.8.
"""

import argparse
import getpass
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

SPECS = {
    "tiny.json": {
        "version": 2, "title": "Tiny", "datasets": ["mini-oxford"], "metrics": ["medium.mAP", "classic.mAP"],
        "world": {"imageSize": 48, "scenes": 40, "landmarks": 8, "viewsPerLandmark": 4, "instancesPerCity": 3,
                  "distractorsPerCity": 4},
        "descriptor": {"size": 48, "whitening": {"kind": "pca", "fitOn": "mini-scenes", "images": 40, "dimensions": 8}},
        "matrix": {"descriptor.whitening.kind": ["none", "pca"]},
        "statistics": {"resamples": 200},
        "rows": [{"name": "classifier", "model": "classifier"}, {"name": "contrastive", "model": "contrastive"},
                 {"name": "contrastive-ap", "model": "contrastive-ap"}],
    },
    "slow.json": {"version": 2, "extends": "tiny.json", "rows+": [{"name": "slow", "model": "slow"}]},
    "photos.json": {
        "version": 2, "title": "Photos", "datasets": [{"folder": "photos"}], "metrics": ["manifest.mAP"],
        "descriptor": {"size": 48}, "rows": [{"name": "classifier", "model": "classifier"}],
        "world": {"imageSize": 48, "scenes": 40},
    },
    "models/classifier.json": {
        "version": 2, "label": "Classifier", "architecture": {"width": 4},
        "training": {"objective": {"kind": "cross-entropy", "label": "category"}, "dataset": "mini-scenes", "views": 32,
                     "batch": 8, "optimizer": {"kind": "adamw", "learningRate": 0.002},
                     "schedule": {"kind": "cosine"}, "augmentation": {"outputSize": 32}},
    },
    "models/contrastive.json": {
        "version": 2, "label": "Contrastive", "extends": "classifier.json",
        "training": {"objective": {"kind": "nt-xent", "projection": [16, 8]}},
    },
    "models/contrastive-ap.json": {
        "version": 2, "label": "Contrastive + AP", "extends": "classifier.json", "initialWeights": "contrastive",
        "training": {"objective": {"kind": "listwise-ap", "instancesPerBatch": 4, "viewsPerInstance": 2,
                                   "learnGemExponent": True}, "dataset": "mini-landmarks"},
    },
    "models/slow.json": {
        "version": 2, "label": "Slow", "extends": "contrastive.json", "architecture": {"width": 16},
        "training": {"views": 4800},
    },
}
TINY, SLOW, PHOTOS = (f"Experiments/{name}.json" for name in ("tiny", "slow", "photos"))


def free_ports(count):
    held = [socket.socket() for _ in range(count)]
    for each in held:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in held]
    for each in held:
        each.close()
    return ports


class Cluster:
    """A controller and two nodes of two processors each, all on this machine."""

    NODES = ("n1", "n2")

    def __init__(self, folder):
        self.folder = folder
        self.daemons = {}
        host, user = socket.gethostname().split(".")[0], getpass.getuser()
        control, *ports = free_ports(1 + len(self.NODES))
        nodes = "\n".join(f"NodeName={name} NodeHostname={host} NodeAddr=127.0.0.1 Port={port} CPUs=2 State=UNKNOWN"
                          for name, port in zip(self.NODES, ports))
        for name in ("state", *(f"spool-{name}" for name in self.NODES)):
            (folder / name).mkdir(parents=True)
        self.configuration = folder / "slurm.conf"
        # Jobs are forgotten soon after their end: nobody may rely on what Slurm remembers.
        self.configuration.write_text(f"""ClusterName=iir
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={control}
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/none
CredType=cred/none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
ReturnToService=2
SlurmdParameters=config_overrides
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
MinJobAge=5
SchedulerParameters=batch_sched_delay=0,sched_interval=1,sched_min_interval=0,bf_interval=1
KillWait=30
SlurmdTimeout=20
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool-%n
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd-%n.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd-%n.log
{nodes}
PartitionName=cpu Nodes={",".join(self.NODES)} Default=YES MaxTime=INFINITE State=UP
""")
        os.environ["SLURM_CONF"] = str(self.configuration)

    def start(self):
        self.start_controller("-c")
        for name in self.NODES:
            self.start_node(name)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            found = subprocess.run(["sinfo", "-h", "-N", "-o", "%T"], capture_output=True, text=True)
            if found.stdout.split() == ["idle"] * len(self.NODES):
                return
            time.sleep(0.2)
        raise Problem(f"the nodes are not ready: {found.stdout}{found.stderr}")

    def start_controller(self, *options):
        self.spawn("slurmctld", "slurmctld", "-D", *options, "-f", str(self.configuration))

    def start_node(self, name):
        self.spawn(name, "slurmd", "-D", "-N", name, "-f", str(self.configuration))

    def spawn(self, name, *command):
        with open(self.folder / f"{name}.output", "ab") as output:
            self.daemons[name] = subprocess.Popen(command, stdout=output, stderr=output, stdin=subprocess.DEVNULL)

    def kill_daemon(self, name):
        daemon = self.daemons.pop(name)
        daemon.kill()
        daemon.wait()

    def end(self):
        """Ends jobs, then nodes, then the controller; only processes that were started here."""
        if "slurmctld" in self.daemons:
            subprocess.run(["scancel", "--me"], capture_output=True)
            deadline = time.monotonic() + 20
            while time.monotonic() < deadline and self.elements():
                time.sleep(0.2)
        for name in (*self.NODES, "slurmctld"):
            daemon = self.daemons.pop(name, None)
            if daemon is None:
                continue
            daemon.terminate()
            try:
                daemon.wait(20)
            except subprocess.TimeoutExpired:
                daemon.kill()
                daemon.wait()

    @staticmethod
    def elements():
        """Returns array, element, state and reason of everything that Slurm has in hand."""
        found = subprocess.run(["squeue", "-h", "-r", "-a", "-o", "%F|%K|%T|%r"], capture_output=True, text=True)
        return [tuple(line.split("|")) for line in found.stdout.splitlines()]


class Problem(Exception):
    pass


def check(condition, problem):
    if not condition:
        raise Problem(problem)


def wait_for(condition, what, seconds=90):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = condition()
        if found:
            return found
        time.sleep(0.05)
    raise Problem(f"{what} did not happen in {seconds} s")


class Place:
    """A folder with specs, in which iir runs; its name is one that no shell takes as it is."""

    def __init__(self, root, name, iir):
        self.path = root / f"{name} 'of' $HOME %a \\x"
        self.iir = iir
        for file, spec in SPECS.items():
            target = self.path / "Experiments" / file
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(json.dumps(spec))

    def start(self, *arguments):
        environment = {name: value for name, value in os.environ.items() if not name.startswith("IIR_")}
        return subprocess.Popen([self.iir, *arguments], cwd=self.path, env=environment, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True)

    def run(self, *arguments, code=0):
        process = self.start(*arguments)
        return self.end(process, code=code)

    def end(self, process, code=0):
        try:
            output, messages = process.communicate(timeout=240)
        except subprocess.TimeoutExpired:
            process.kill()
            output, messages = process.communicate()
            raise Problem(f"it did not end in 240 s: {messages}")
        check(process.returncode == code, f"it ended with {process.returncode} and not {code}: {messages}")
        return output, messages

    def slurm(self, spec, *arguments):
        return ("run", spec, "--on", "slurm", "--parts", "3", "--threads", "1", "--poll-every", "0.5", *arguments)

    def tables(self):
        """Returns the files of results; of the records, all but where and when they were made."""
        found = {}
        for path in sorted((self.path / "Results").iterdir()):
            found[path.name] = path.read_bytes()
            if path.suffix == ".json":
                record = json.loads(found[path.name])
                del record["provenance"]
                found[path.name] = record
        return found

    def artifacts(self):
        """Returns the artifacts of the cache by their paths."""
        found = {}
        for path in (self.path / "Cache").glob("*/??/*"):
            # Beside an artifact lie its record, with times, and the log of a training, with speeds.
            if re.fullmatch(r"[0-9a-f]{64}\.(?!json$|csv$|log$)\w+", path.name):
                found[str(path.relative_to(self.path))] = path
        return found

    def digest(self):
        return {name: path.read_bytes() for name, path in self.artifacts().items()}

    def stamps(self):
        return {name: (path.stat().st_ino, path.stat().st_mtime_ns) for name, path in self.artifacts().items()}

    def slurm_folder(self):
        (folder,) = [path for path in (self.path / "Cache/slurm").iterdir() if path.is_dir()]
        return folder

    def logs(self):
        folder = self.path / "Cache/slurm"
        return "".join(path.read_text() for path in sorted(folder.glob("*/*.log"))) if folder.exists() else ""

    def slow_part(self):
        """Returns the part that trains the slow network, such as "3/3"; nothing before it does."""
        for log in (self.path / "Cache/slurm").glob("*/attempt-1-wave-2.*.log"):
            if "train slow" in log.read_text():
                return f"{log.name.split('.')[1]}/3"
        return None

    def processes(self, part):
        """Returns the numbers of the `iir step` that do a part in this folder."""
        found = []
        for entry in pathlib.Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                words = (entry / "cmdline").read_bytes().split(b"\0")
                if (words[0].decode() == self.iir and part.encode() in words
                        and os.readlink(entry / "cwd") == str(self.path)):
                    found.append(int(entry.name))
            except (OSError, IndexError, UnicodeDecodeError):
                continue
        return found


def same(one, other, what):
    check(one.tables() == other.tables(), f"{what}: the tables differ")
    here, there = one.digest(), other.digest()
    check(here.keys() == there.keys() and len(here) > 10, f"{what}: the caches hold other artifacts")
    different = [name for name in here if here[name] != there[name]]
    check(not different, f"{what}: {different} differ")


def check_same(place, alone, _):
    _, messages = place.run(*place.slurm(TINY))
    check("nothing recomputed" in messages, f"the tables were not made of the cache: {messages}")
    same(place, alone[TINY], "by Slurm and here")
    _, messages = place.run(*place.slurm(TINY))
    check("job" not in messages, f"what is done was submitted again: {messages}")
    status = json.loads(place.run("status", "--json", TINY)[0])
    check(status["steps"]["missing"] == status["steps"]["waiting"] == 0, f"{status['steps']}")
    check({element["state"] for element in status["elements"]} == {"done"}, f"{status['elements']}")
    return f"{status['steps']['cached']} steps in {len(status['elements'])} elements of {len(status['waves'])} waves"


def check_dry_run(place, alone, _):
    text, _ = place.run(*place.slurm(TINY, "--dry-run", "--slurm-option", '--comment="a b"'))
    check(not (place.path / "Cache").exists(), "a dry run made a cache")
    printed = dict(re.findall(r"^cat >(.*?) <<'END_OF_SCRIPT'\n(.*?)^END_OF_SCRIPT$", text, re.DOTALL | re.MULTILINE))
    check(len(printed) == 6, f"{len(printed)} scripts are printed")
    check('#SBATCH --comment="a b"\n' in text, "an option is not there")
    for script in (text, *printed.values()):
        found = subprocess.run(["bash", "-n"], input=script, capture_output=True, text=True)
        check(found.returncode == 0, f"bash -n: {found.stderr}")
    process = place.start(*place.slurm(TINY, "--slurm-option", '--comment="a b"'))
    given = {}

    def collect():
        for job in {element[0] for element in Cluster.elements()} - given.keys():
            found = subprocess.run(["scontrol", "write", "batch_script", job, "-"], capture_output=True, text=True)
            if found.returncode == 0:
                given[job] = found.stdout
        return process.poll() is not None

    wait_for(collect, "the end of the run", 180)
    place.end(process)
    written = {path.name: path.read_text() for path in place.slurm_folder().glob("*.sh")}
    check(sorted(written.values()) == sorted(printed.values()), "other scripts were written than were printed")
    check(given and all(text.rstrip("\n") in {each.rstrip("\n") for each in printed.values()}
                        for text in given.values()), "Slurm was given other scripts")
    return f"{len(printed)} scripts, of which Slurm told {len(given)}"


def check_killed(place, alone, _):
    process = place.start(*place.slurm(SLOW))
    part = wait_for(place.slow_part, "the slow training")
    (step,) = place.processes(part)
    published = place.stamps()
    os.kill(step, signal.SIGKILL)
    # The command is killed as well; the next one finds the jobs.
    wait_for(lambda: list(place.slurm_folder().glob("attempt-1-*.status")), "the end of the element")
    process.kill()
    process.communicate()
    _, messages = place.run(*place.slurm(SLOW))
    now = place.stamps()
    check(published and all(now[name] == stamp for name, stamp in published.items()),
          "what was published is made again")
    codes = [path.read_text().strip() for path in place.slurm_folder().glob("*.status")]
    check("137" in codes, f"no element was killed: {codes}")
    same(place, alone[SLOW], "after a kill")
    return f"{len(published)} artifacts stayed, {len(now) - len(published)} were made after it"


def check_failing(place, _, __):
    photos = place.path / "Data/photos"
    pictures = sorted(place.path.parent.glob("alone*/Data/mini-oxford*/jpg/*.jpg"))[:6]
    for number, picture in enumerate(pictures):
        folder = photos / f"instance-{number // 2}"
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(picture, folder / f"{number}.jpg")
    damaged = photos / "instance-1/2.jpg"
    whole = damaged.read_bytes()
    damaged.write_bytes(whole[:400])
    _, messages = place.run(*place.slurm(PHOTOS), code=4)
    found = re.search(r'(descriptors ".*?" \([0-9a-f]{12}\)), log (.*?\.log)', messages)
    check(found, f"no step and log are named: {messages}")
    check(not list(place.slurm_folder().glob("attempt-2-*")), "a damaged image was submitted again")
    log = next(path for path in place.slurm_folder().glob("attempt-1-*.log") if found[2].endswith(path.name))
    check("2.jpg" in log.read_text(), f"the log does not name the image: {log.read_text()}")
    check(json.loads(place.run("status", "--json", PHOTOS)[0])["steps"]["missing"] > 0, "nothing is missing")
    check("ended with 3" in place.run("status", PHOTOS)[0], "the status does not tell of the failure")
    damaged.write_bytes(whole)
    place.run(*place.slurm(PHOTOS))
    return found[1]


def check_node(place, alone, cluster):
    process = place.start(*place.slurm(SLOW))
    wait_for(place.slow_part, "the slow training")
    for name in cluster.NODES:
        cluster.kill_daemon(name)
    time.sleep(1)
    for name in cluster.NODES:
        cluster.start_node(name)
    place.end(process)
    same(place, alone[SLOW], "after the end of slurmd")
    return "both nodes"


def check_controller(place, alone, cluster):
    process = place.start(*place.slurm(SLOW))
    (step,) = place.processes(wait_for(place.slow_part, "the slow training"))
    os.kill(step, signal.SIGSTOP)
    # What it started in its last five seconds a controller may not have written down.
    time.sleep(7)
    cluster.kill_daemon("slurmctld")
    # Longer than between two looks at the queue.
    time.sleep(2)
    cluster.start_controller()
    os.kill(step, signal.SIGCONT)
    place.end(process)
    check(not list(place.slurm_folder().glob("attempt-2-*")), "elements were submitted again")
    same(place, alone[SLOW], "after the end of slurmctld")
    return "the jobs went on"


def check_stopped(place, alone, _):
    process = place.start(*place.slurm(SLOW))
    part = wait_for(place.slow_part, "the slow training").split("/")[0]
    time.sleep(0.5)
    (found,) = [(job, element) for job, element, state, _ in Cluster.elements()
                if state == "RUNNING" and element == part]
    began = time.monotonic()
    name = "_".join(found)
    subprocess.run(["scancel", "--batch", "--signal=TERM", name], check=True)
    wait_for(lambda: any(element[:3] == (*found, "PENDING") for element in Cluster.elements()), "the requeue", 25)
    took = time.monotonic() - began
    check(took < 20, f"it took {took:.1f} s to stop")

    # Slurm lets an element that was put back wait two minutes, which it says when the element has ended.
    def released():
        subprocess.run(["scontrol", "update", f"JobId={name}", "StartTime=now"], capture_output=True)
        return any(element[:3] == (*found, "RUNNING") for element in Cluster.elements()) or process.poll() is not None

    wait_for(released, "the second start")
    place.end(process)
    check("Goes on from step" in place.logs(), "the training did not go on from a checkpoint")
    check(not list(place.slurm_folder().glob("attempt-2-*")), "the element was submitted again")
    same(place, alone[SLOW], "after SIGTERM")
    return f"stopped and put back in {took:.1f} s"


def check_signal(place, alone, _):
    process = place.start("step", SLOW, "--with-inputs", "--threads", "1")
    seen = []

    def waits():
        seen.append(process.stderr.readline())
        return "train slow" in seen[-1]

    wait_for(waits, "the slow training")
    time.sleep(0.7)
    began = time.monotonic()
    process.terminate()
    place.end(process, code=75)
    took = time.monotonic() - began
    check(took < 20, f"it took {took:.1f} s to stop")
    check(list((place.path / "Cache/checkpoints").iterdir()), "there is no checkpoint")
    _, messages = place.run("run", SLOW, "--threads", "1")
    check("Goes on from step" in messages, f"the training did not go on: {messages}")
    same(place, alone[SLOW], "after SIGTERM without Slurm")
    return f"75 after {took:.1f} s"


def check_cancelled(place, alone, _):
    process = place.start(*place.slurm(SLOW))
    wait_for(place.slow_part, "the slow training")
    process.send_signal(signal.SIGINT)
    _, messages = place.end(process, code=130)
    check("scancel --me --name=iir-" in messages and Cluster.elements(), f"the jobs are gone: {messages}")
    process = place.start(*place.slurm(SLOW, "--on-interrupt", "cancel"))
    for line in process.stderr:
        if "in hand already" in line:
            break
    else:
        raise Problem("the jobs were not found")
    process.send_signal(signal.SIGINT)
    place.end(process, code=130)
    wait_for(lambda: not Cluster.elements(), "the end of the jobs", 40)
    place.run(*place.slurm(SLOW))
    same(place, alone[SLOW], "after Ctrl-C")
    return "left, found again, cancelled"


CHECKS = {
    "same": check_same, "dry-run": check_dry_run, "killed": check_killed, "failing": check_failing, "node": check_node,
    "controller": check_controller, "stopped": check_stopped, "signal": check_signal, "cancelled": check_cancelled,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--iir", required=True, type=lambda path: str(pathlib.Path(path).resolve()))
    parser.add_argument("--keep", action="store_true", help="leave everything where it is, and say where")
    parser.add_argument("--only", action="append", choices=CHECKS, help="this check; may be repeated")
    arguments = parser.parse_args()
    # What ends the script ends the daemons too.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(130))
    scratch = pathlib.Path(tempfile.mkdtemp(prefix="iir-cluster-")).resolve()
    cluster = Cluster(scratch / "slurm")
    failed = []
    try:
        cluster.start()
        both = {}
        for spec in (TINY, SLOW):
            both[spec] = Place(scratch, f"alone-{pathlib.Path(spec).stem}", arguments.iir)
            both[spec].run("run", spec, "--threads", "1")
        for name in arguments.only or CHECKS:
            began = time.monotonic()
            try:
                said = CHECKS[name](Place(scratch, name, arguments.iir), both, cluster)
                print(f"{name}: {said} ({time.monotonic() - began:.0f} s)", flush=True)
            except Problem as problem:
                failed.append(name)
                print(f"{name} FAILED: {problem}", flush=True)
                subprocess.run(["scancel", "--me"], capture_output=True)
                time.sleep(1)
    finally:
        cluster.end()
        if arguments.keep or failed:
            print(f"Everything is in {scratch}")
        else:
            shutil.rmtree(scratch)
    if failed:
        sys.exit(1)


if __name__ == "__main__":
    main()
