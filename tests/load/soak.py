"""Mixed load on one server for a long time, while new states of the data are published beside it.

    python3 tests/load/soak.py BINARY FILE_A FILE_B [--minutes 30] [--swap 10]
    python3 tests/load/soak.py BINARY FILE... --no-swap [--minutes 2]

With swaps, `BINARY serve --store DIR` runs over a store of its own, and every `--swap` seconds `BINARY ingest` takes one of the
two files out of the store and puts the other one in; the server must go over to the new state by itself. Without, `BINARY
serve FILE...` serves the files. Prints a line for each minute. Ends with 1 on any error other than 503 by a limit, a server that
died or never took over a new state, or threads that stay behind. README.md says how to read the numbers.
"""

import argparse
import collections
import http.client
import os
import random
import subprocess
import sys
import tempfile
import threading
import time

import common

DEADLINE = 2
TITLES = "http://purl.org/dc/terms/title"
AGGREGATES = [
    "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p ORDER BY DESC(?n)",
    "SELECT ?year (COUNT(DISTINCT ?w) AS ?n) { ?w <http://purl.org/spar/fabio/hasPublicationYear> ?year } GROUP BY ?year",
    f"SELECT (COUNT(*) AS ?n) {{ ?s <{TITLES}> ?o FILTER(CONTAINS(LCASE(?o), 'social')) }}",
]
STREAMS = [
    "SELECT * { ?s ?p ?o } LIMIT 20000",
    "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 20000",
]
# A result that never ends within the deadline: for clients that leave, or stop reading.
ENDLESS = "SELECT * { ?a ?p ?x . ?b ?q ?y . ?c ?r ?z }"
GRAPHS = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("files", nargs="+", metavar="FILE", help="records; with swaps exactly two files")
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--swap", type=float, default=10, metavar="SECONDS")
    parser.add_argument("--no-swap", action="store_true")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--max-slope", type=float, default=None, metavar="MB/H", help="fail where memory grows faster")
    options = parser.parse_args()
    if not options.no_swap and len(options.files) != 2:
        parser.error("swaps need exactly two files")
    return options


class Tally:
    """What the clients saw since the last line."""

    def __init__(self):
        self.lock = threading.Lock()
        self.requests, self.errors, self.limited, self.look_ups = 0, collections.Counter(), 0, []
        self.faults = collections.Counter()

    def add(self, kind, answer, fits):
        with self.lock:
            self.requests += 1
            if answer.status == 503 and answer.type() == "busy":
                self.limited += 1
            elif not fits:
                error = f"{kind}: {answer} {answer.type()}".strip()
                self.errors[error] += 1
                self.faults[error] += 1
            elif kind == "look-up":
                self.look_ups.append(answer.seconds)

    def fault(self, text):
        with self.lock:
            self.errors[text] += 1
            self.faults[text] += 1

    def take(self):
        with self.lock:
            taken = (self.requests, self.errors, self.limited, self.look_ups)
            self.requests, self.errors, self.limited, self.look_ups = 0, collections.Counter(), 0, []
            return taken


class Client(threading.Thread):
    """One client that does one thing, with pauses."""

    def __init__(self, load, seed, pause, act):
        super().__init__(daemon=True)
        self.load, self.random, self.pause, self.act = load, random.Random(seed), pause, act
        self.start()

    def run(self):
        while not self.load.stopping.wait(self.random.uniform(0, 2 * self.pause)):
            try:
                self.act(self.random)
            except Exception as error:  # a client that dies in silence would make the soak look good
                self.load.tally.fault(f"client: {type(error).__name__}: {error}")


class Load:
    """All the clients of a soak."""

    def __init__(self, server, seed):
        self.server, self.tally, self.stopping = server, Tally(), threading.Event()
        trap = common.Trap()
        self.trap, self.bombs = trap, common.corpus(trap.port)
        # Action, mean pause in seconds, how many clients.
        plan = [
            (self.look_up, 0.02, 4),
            (self.aggregate, 0.3, 2),
            (self.stream, 0.5, 1),
            (self.page, 0.2, 1),
            (self.bomb, 15, 1),
            (self.leave, 2, 1),
            (self.stall, 10, 1),
        ]
        self.clients = [
            Client(self, seed * 1000 + number * 10 + copy, pause, act)
            for number, (act, pause, copies) in enumerate(plan)
            for copy in range(copies)
        ]

    def is_whole(self, kind, query):
        answer = common.ask(self.server, query, patience=30)
        # Beside a bomb, anybody can be stopped at the deadline: that is a limit too, and is told from errors by its type.
        self.tally.add(kind, answer, answer.status == 200 and answer.whole)

    def look_up(self, chance):
        self.is_whole("look-up", chance.choice(common.LOOK_UPS))

    def aggregate(self, chance):
        self.is_whole("aggregate", chance.choice(AGGREGATES))

    def stream(self, chance):
        self.is_whole("stream", chance.choice(STREAMS))

    def page(self, chance):
        """What browsers and harvesters fetch."""
        began = time.monotonic()
        connection = http.client.HTTPConnection(*self.server.address, timeout=30)
        try:
            path = chance.choice(["/", "/works", "/problems", "/sparql"])
            connection.request("GET", path, headers={"Accept": "text/html"})
            response = connection.getresponse()
            body = response.read()
            answer = common.Answer(response.status, body, True, time.monotonic() - began)
        finally:
            connection.close()
        self.tally.add(f"page {path}", answer, answer.status < 500)

    def bomb(self, chance):
        bomb = chance.choice(self.bombs)
        answer = common.ask(self.server, bomb.text, patience=DEADLINE + 20)
        # An error document, a whole answer or a cut one: anything but silence.
        in_time = answer.seconds <= DEADLINE + 0.5
        self.tally.add(f"bomb {bomb.name} after {answer.seconds:.1f} s", answer, answer.status != 0 and in_time)

    def leave(self, chance):
        """A client that goes away in the middle of a result."""
        answer = common.ask(self.server, ENDLESS, patience=30, stop_after=chance.choice([1, 100_000]))
        self.tally.add("leaving client", answer, answer.status in (200, 504))

    def stall(self, chance):
        """A client that asks and does not read."""
        connection = http.client.HTTPConnection(*self.server.address, timeout=30)
        try:
            headers = {"Content-Type": "application/sparql-query", "Accept": "text/csv"}
            connection.request("POST", self.server.path, ENDLESS.encode(), headers)
            self.stopping.wait(chance.uniform(DEADLINE, 3 * DEADLINE))
        finally:
            connection.close()

    def stop(self):
        self.stopping.set()
        for client in self.clients:
            client.join(60)


class Swaps(threading.Thread):
    """Publishes one file and the other by turns, and waits until the server shows each."""

    def __init__(self, options, store, load):
        super().__init__(daemon=True)
        self.options, self.store, self.load = options, store, load
        self.done, self.slowest = 0, 0.0
        self.start()

    def run(self):
        current = 0
        while not self.load.stopping.wait(self.options.swap):
            old, new = self.options.files[current], self.options.files[1 - current]
            before = self.graphs()
            failure = ingest(self.options.binary, self.store, new, old)
            if failure:
                self.load.tally.fault(f"ingest: {failure}")
                continue
            current = 1 - current
            self.wait_for_change(before)

    def wait_for_change(self, before):
        began = time.monotonic()
        while (shown := self.graphs()) is None or shown == before:
            if self.load.stopping.wait(0.1):
                return
            if time.monotonic() - began > 30:
                self.load.tally.fault("swap: the server does not show the new state after 30 s")
                return
        self.done += 1
        self.slowest = max(self.slowest, time.monotonic() - began)

    def graphs(self):
        """The names of the graphs, as the server shows them: each file is one."""
        answer = common.ask(self.load.server, GRAPHS, patience=10)
        return sorted(answer.body.split(b'"uri"')) if answer.status == 200 and answer.whole else None


def ingest(binary, store, file, without=None):
    """Puts a file into a store, and takes another out; what went wrong."""
    command = [binary, "ingest", file, "--store", store]
    if without:
        command += ["--remove", os.path.basename(without)]
    done = subprocess.run(command, capture_output=True, text=True)
    # 1: some records were rejected, which is no matter here.
    return None if done.returncode in (0, 1) else done.stderr.strip()[-200:]


def slope(points):
    """Least squares over (hours, MiB): MiB an hour."""
    if len(points) < 2:
        return 0.0
    x = sum(point[0] for point in points) / len(points)
    y = sum(point[1] for point in points) / len(points)
    spread = sum((a - x) ** 2 for a, _ in points)
    return sum((a - x) * (b - y) for a, b in points) / spread if spread else 0.0


def soak(options, server, store):
    for query in (common.LOOK_UPS + AGGREGATES) * 4:
        common.ask(server, query)
    threads, files = server.threads(), server.files()
    print(f"seed {options.seed}; at the start {server.memory():.0f} MiB, {threads} threads, {files} files")
    print(f"{'min':>4} {'requests':>8} {'503':>5} {'p50 ms':>7} {'p99 ms':>7} {'MiB':>6} {'threads':>7} {'files':>5}  errors")
    load = Load(server, options.seed)
    swaps = Swaps(options, store, load) if store else None
    began, points, next_line = time.monotonic(), [], 60.0
    end = options.minutes * 60
    while (now := time.monotonic() - began) < end and server.is_alive():
        time.sleep(min(1.0, max(end - now, 0)))
        points.append((now / 3600, server.memory()))
        if now >= next_line or now + 1 >= end:
            line(round(now / 60), load.tally.take(), server)
            next_line += 60
    load.stop()
    if swaps:
        swaps.join(60)
        print(f"swaps {swaps.done}, the slowest shown after {swaps.slowest:.1f} s")
    return finish(options, server, load, points, (threads, files))


def line(minute, taken, server):
    requests, errors, limited, times = taken
    told = ", ".join(f"{number} x {error}" for error, number in errors.most_common(4))
    print(
        f"{minute:>4} {requests:>8} {limited:>5} {common.percentile(times, 0.5):>7.1f} {common.percentile(times, 0.99):>7.1f} "
        f"{server.memory():>6.0f} {server.threads():>7} {server.files():>5}  {told}",
        flush=True,
    )


def finish(options, server, load, points, start):
    """The verdict, once all clients have gone."""
    faults = [f"{number} x {error}" for error, number in load.tally.faults.items()]
    if load.trap.connections:
        faults.append(f"{load.trap.connections} connections were made by SERVICE, LOAD or FROM")
    if not server.is_alive():
        faults.append(f"the server died ({server.exit_status()}):\n" + "".join(list(server.log)[-20:]))
        return faults
    # Workers that were given up end their work; a worker more than at the start may have been asked for.
    time.sleep(3 * DEADLINE + 5)
    growth = slope(points[len(points) // 2 :])
    print(f"at the end {server.memory():.0f} MiB, {server.threads()} threads, {server.files()} files; {growth:+.1f} MB/h")
    if server.threads() > start[0] + 2:
        faults.append(f"{server.threads() - start[0]} threads stayed behind")
    if server.files() > start[1] + 4:
        faults.append(f"{server.files() - start[1]} files stayed open")
    if options.max_slope is not None and growth > options.max_slope:
        faults.append(f"memory grows by {growth:.1f} MB/h")
    return faults


def main():
    options = arguments()
    with tempfile.TemporaryDirectory() as folder:
        store = None if options.no_swap else os.path.join(folder, "store")
        if store:
            failure = ingest(options.binary, store, options.files[0])
            if failure:
                sys.exit(f"the first ingest failed: {failure}")
        data = ["--store", store] if store else options.files
        server = common.linkworker(options.binary, ["--timeout", str(DEADLINE), *data])
        try:
            faults = soak(options, server, store)
        finally:
            server.stop()
    for fault in faults:
        print(f"fault: {fault}")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
