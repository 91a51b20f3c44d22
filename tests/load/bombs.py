"""Sends every hostile query of tests/fixtures/bombs to a server of its own, while a second client looks things up.

    python3 tests/load/bombs.py BINARY [--deadline 2] [--file DATA] [--only PATTERN] [--fresh]
    python3 tests/load/bombs.py BINARY --peer oxigraph [--peer-binary PATH]

BINARY is a linkworker with the features `cli` and `server`. The peer is `oxigraph serve` (pip install oxigraph==0.5.13), over
the same quads. Ends with 1 where a bomb is answered later than deadline + 0.5 s, the 99th percentile of the look-ups is above
20 ms, the answer is not of the kind that the bomb's header says, or the process died. README.md says how to read the table.
"""

import argparse
import pathlib
import re
import subprocess
import sys
import tempfile
import time

import common

SLACK = 0.5
LOOK_UP_MS = 20
# Kinds of answers that a header can ask for: the statuses and types of problem documents that fit.
LIMIT = {"too-complex", "too-large", "uri-too-long"}
STOPPED = {"too-complex", "timeout"}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("--deadline", type=int, default=2, metavar="SECONDS")
    parser.add_argument("--file", action="append", metavar="DATA", help="records to serve; default: the example")
    parser.add_argument("--only", default="", metavar="PATTERN", help="bombs whose name holds the regular expression")
    parser.add_argument("--fresh", action="store_true", help="a new server for each bomb, so that none bears the last one's damage")
    parser.add_argument("--peer", choices=["oxigraph"])
    parser.add_argument("--peer-binary", default="oxigraph", metavar="PATH")
    parser.add_argument("--memory", type=int, default=6144, metavar="MIB", help="kill a server that takes more")
    return parser.parse_args()


def fits(answer, expected):
    """Whether an answer of ours is one of the expected kinds, `limit or stopped`."""
    kind, is_whole = answer.type(), answer.status == 200 and answer.whole
    fitting = {
        "limit": kind in LIMIT,
        "refused": kind == "refused",
        "syntax": kind == "syntax",
        "stopped": kind in STOPPED or (answer.status == 200 and not answer.whole),
        "answer": is_whole,
    }
    return any(fitting[word] for word in expected.split(" or "))


class Run:
    """One server, all bombs."""

    def __init__(self, start, is_ours, options):
        self.start, self.is_ours, self.options = start, is_ours, options
        self.faults, self.times, self.rows = [], [], {}

    def bomb(self, server, bomb):
        sampler, look_ups = common.Sampler(server, self.options.memory), common.LookUps(server)
        time.sleep(0.1)
        answer = common.ask(server, bomb.text, patience=self.options.deadline + 10)
        # What a query leaves behind shows a moment later.
        time.sleep(0.2)
        look_ups.stop()
        sampler.stopping.set()
        sampler.join()
        if sampler.killed or not server.is_alive():
            outcome = "KILLED: memory" if sampler.killed else f"DIED ({server.exit_status()})"
        elif answer.status == 0:
            outcome = "no answer"
        else:
            outcome = f"{answer} {answer.type()}".strip()
        self.judge(bomb, answer, outcome, look_ups)
        self.times += look_ups.times
        p99 = common.percentile(look_ups.times, 0.99)
        self.rows[bomb.name] = (outcome, answer.seconds, sampler.peak, p99)
        print(f"{bomb.name:<42} {outcome:<20} {answer.seconds:>7.2f} {sampler.peak:>8.0f} {p99:>8.1f}", flush=True)

    def judge(self, bomb, answer, outcome, look_ups):
        if outcome.startswith(("KILLED", "DIED")):
            self.faults.append(f"{bomb.name}: {outcome}")
        elif answer.seconds > self.options.deadline + SLACK:
            self.faults.append(f"{bomb.name}: answered after {answer.seconds:.2f} s")
        elif self.is_ours and not fits(answer, bomb.header["expect"]):
            self.faults.append(f"{bomb.name}: {outcome} where {bomb.header['expect']} was expected")
        if look_ups.failures:
            self.faults.append(f"{bomb.name}: look-ups failed meanwhile: {dict(look_ups.failures)}")

    def all(self, bombs, title):
        print(f"\n{title}\n{'bomb':<42} {'status':<20} {'seconds':>7} {'peak MiB':>8} {'p99 ms':>8}")
        server = self.start()
        try:
            settle(server)
            memory, threads = server.memory(), server.threads()
            for bomb in bombs:
                self.bomb(server, bomb)
                if not server.is_alive() or self.options.fresh:
                    server.stop()
                    server = self.start()
                    settle(server)
            time.sleep(self.options.deadline + 5)
            print(f"RSS    {memory:8.0f} MiB before {server.memory():8.0f} MiB after")
            print(f"threads{threads:8} before     {server.threads():8} after")
        finally:
            server.stop()
        p99 = common.percentile(self.times, 0.99)
        print(f"look-ups {len(self.times)}, p50 {common.percentile(self.times, 0.5):.1f} ms, p99 {p99:.1f} ms")
        if not p99 <= LOOK_UP_MS:
            self.faults.append(f"p99 of the look-ups {p99:.1f} ms")


def settle(server):
    """A few look-ups, so that every thread that stays is there when they are counted."""
    for query in common.LOOK_UPS * 8:
        common.ask(server, query)


def oxigraph(options, files, folder):
    """The peer over the same quads, which our own export writes."""
    dump, store = folder / "dump.nq", folder / "store"
    subprocess.run([options.binary, "export", "-f", "nquads", "-o", dump, *files], check=True, capture_output=True)
    load = [options.peer_binary, "load", "--location", store, "--file", dump]
    subprocess.run(load, check=True, capture_output=True)

    def start():
        bind = f"127.0.0.1:{common.free_port()}"
        command = [options.peer_binary, "serve-read-only", "--location", str(store), "--bind", bind]
        command += ["--union-default-graph", "--timeout-s", str(options.deadline)]
        return common.Server(command, "/query", r"(127\.0\.0\.1:\d+)")

    return start


def main():
    options = arguments()
    files = options.file or [str(common.EXAMPLE)]
    trap = common.Trap()
    bombs = [bomb for bomb in common.corpus(trap.port) if re.search(options.only, bomb.name)]
    if not bombs:
        sys.exit("there is no such bomb")
    ours = Run(lambda: common.linkworker(options.binary, ["--timeout", str(options.deadline), *files]), True, options)
    ours.all(bombs, f"linkworker, {len(bombs)} bombs, deadline {options.deadline} s")
    if trap.connections:
        ours.faults.append(f"{trap.connections} connections were made by SERVICE, LOAD or FROM")
    if options.peer:
        with tempfile.TemporaryDirectory() as folder:
            peer = Run(oxigraph(options, files, pathlib.Path(folder)), False, options)
            peer.all(bombs, f"{options.peer}, the same bombs")
        print(f"\n{'bomb':<42} {'linkworker':>20} {'s':>6} {'MiB':>6}   {options.peer:>16} {'s':>6} {'MiB':>6}")
        for name, (outcome, seconds, peak, _) in ours.rows.items():
            theirs = peer.rows[name]
            print(f"{name:<42} {outcome:>20} {seconds:>6.2f} {peak:>6.0f}   {theirs[0]:>16} {theirs[1]:>6.2f} {theirs[2]:>6.0f}")
        print(f"faults: linkworker {len(ours.faults)}, {options.peer} {len(peer.faults)}")
    for fault in ours.faults:
        print(f"fault: {fault}")
    sys.exit(1 if ours.faults else 0)


if __name__ == "__main__":
    main()
