"""An ingest that is killed at any moment: nothing that was acknowledged is lost, and nothing is there by half.

    python3 tests/load/kills.py BINARY FILE FILE... [--kills 200] [--seed N]

Each round puts one of the files into the store or takes one out, and kills the process (SIGKILL) after a random part of the time that
this took lately; about one in five is let go to its end. Then the store is opened as any reader does, and what it holds is compared,
quad by quad, with what a fresh store holds of the same files: of those that were acknowledged, each with or without those that were
under way when a process was killed and that no later run has settled. Ends with 1 on any other state, and on a store that does not
open.
"""

import argparse
import collections
import hashlib
import itertools
import os
import random
import subprocess
import sys
import tempfile
import time


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("files", nargs="+", metavar="FILE")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    if len({os.path.basename(file) for file in options.files}) < max(len(options.files), 2):
        parser.error("give at least two files with different names")
    return options


class Store:
    """The store under test, and what it should hold."""

    def __init__(self, options, folder):
        self.options, self.folder = options, folder
        self.path = os.path.join(folder, "store")
        self.references, self.times = {}, {}

    def command(self, store, add, remove):
        command = [self.options.binary, "ingest", "--store", store]
        command += [add] if add else []
        return command + (["--remove", os.path.basename(remove)] if remove else [])

    def change(self, add, remove, kill_after):
        """Runs an ingest; true where it came to its end."""
        began = time.monotonic()
        process = subprocess.Popen(
            self.command(self.path, add, remove), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        try:
            _, errors = process.communicate(timeout=kill_after)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            return False
        # 1: some records of a file were rejected, which is no matter here.
        if process.returncode not in (0, 1):
            sys.exit(f"ingest ended with {process.returncode}: {errors.strip()[-500:]}")
        self.took(add or remove, began)
        return True

    def took(self, file, began):
        """Remembers how long a change takes, the newest times for more than the old ones."""
        seconds = time.monotonic() - began
        self.times[file] = 0.5 * (self.times.get(file, seconds) + seconds)

    def digest(self, store):
        """The hash of all quads, as a reader sees them."""
        command = [self.options.binary, "export", "--store", store, "--format", "nquads"]
        done = subprocess.run(command, capture_output=True, check=False)
        if done.returncode != 0:
            # No quads at all are an error of the export.
            return f"exit {done.returncode}: {done.stderr.decode(errors='replace').strip()[-300:]}"
        return hashlib.sha256(b"".join(sorted(done.stdout.splitlines(keepends=True)))).hexdigest()

    def reference(self, files):
        """What a store holds that these files were put into without any disturbance."""
        key = frozenset(files)
        if key not in self.references:
            store = os.path.join(self.folder, f"reference-{len(self.references)}")
            for file in sorted(key):
                began = time.monotonic()
                done = subprocess.run(self.command(store, file, None), capture_output=True, text=True, check=False)
                if done.returncode not in (0, 1):
                    sys.exit(f"the reference failed: {done.stderr.strip()[-500:]}")
                self.took(file, began)
            self.references[key] = self.digest(store)
        return self.references[key]


def subsets(files):
    """All of them, the smallest first."""
    return [set(chosen) for size in range(len(files) + 1) for chosen in itertools.combinations(sorted(files), size)]


def rounds(options, store):
    chance = random.Random(options.seed)
    held, pending = {options.files[0]}, set()
    store.reference(options.files)
    if not store.change(options.files[0], None, None):
        sys.exit("the first ingest was not let go to its end")
    outcomes = collections.Counter()
    number = kills = 0
    while kills < options.kills:
        number += 1
        # The first file stays: an empty store is refused by readers.
        file = chance.choice(options.files[1:])
        add, remove = (None, file) if file in held else (file, None)
        kill_after = None if chance.random() < 0.2 else chance.uniform(0.0, store.times[file] * 1.1)
        acknowledged = store.change(add, remove, kill_after)
        kills += not acknowledged
        found = store.digest(store.path)
        if not acknowledged:
            pending.add(file)
        # What was acknowledged is there as it was asked for; of what was not, a later run may bring all or nothing.
        base = (held - {file} | ({add} if add else set())) if acknowledged else held
        open_ones = pending - {file} if acknowledged else pending
        states = [base ^ some for some in subsets(open_ones)]
        now = next((state for state in states if store.reference(state) == found), None)
        if now is None:
            word = "acknowledged" if acknowledged else f"killed after {kill_after:.3f} s"
            yield f"round {number}: {'+' if add else '-'} {os.path.basename(file)} {word}: no state that there may be, {found}"
            return
        changed = (file in now) != (file in held)
        outcomes["acknowledged" if acknowledged else "killed, and there" if changed else "killed, and not there"] += 1
        held = now
        if acknowledged:
            pending = set()
    told = ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items()))
    print(f"seed {options.seed}; {number} rounds, {kills} kills: {told}")
    if not all(outcomes[outcome] for outcome in ("acknowledged", "killed, and not there")):
        yield "some of the cases never came up: more kills, or larger files"


def main():
    options = arguments()
    with tempfile.TemporaryDirectory() as folder:
        faults = list(rounds(options, Store(options, folder)))
    for fault in faults:
        print(f"fault: {fault}")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
