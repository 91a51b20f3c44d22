"""New states of the data published under load: every answer must be whole, and from one state.

    python3 tests/load/swaps.py BINARY FILE_A FILE_B [--swaps 50] [--clients 8]

`BINARY serve --store DIR` runs over a store of its own, with its cache of results, and one `BINARY ingest` after the other takes one
of the two files out and puts the other in. What each state answers is learned before, without load. Meanwhile the clients ask for
tables, graphs, pages and downloads without a pause, and half of them send the tag of the last answer that they had. Ends with 1 if
any answer failed, was cut, was that of neither state, or had the tag of another answer.
"""

import argparse
import collections
import hashlib
import http.client
import os
import random
import sys
import tempfile
import threading
import time

import common
from soak import ingest

TITLES = "http://purl.org/dc/terms/title"
QUERIES = [
    "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g",
    "SELECT (COUNT(*) AS ?all) (COUNT(DISTINCT ?s) AS ?subjects) (MIN(STR(?o)) AS ?least) { ?s ?p ?o }",
    f"SELECT ?s ?t {{ ?s <{TITLES}> ?t }} ORDER BY ?s ?t",
    f"CONSTRUCT {{ ?s <{TITLES}> ?t }} WHERE {{ ?s <{TITLES}> ?t }}",
    # Two questions in one: the parts of a mixed answer would not fit each other.
    "SELECT ?a ?b { { SELECT (COUNT(*) AS ?a) { ?s ?p ?o } } { SELECT (COUNT(*) AS ?b) { GRAPH ?g { ?s ?p ?o } } } }",
]
PATHS = ["/dump.nt", "/dump.nq", "/dump.ttl", "/data?default&format=nt", "/graphs", "/works", "/.well-known/void"]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("files", nargs=2, metavar="FILE")
    parser.add_argument("--swaps", type=int, default=50)
    parser.add_argument("--clients", type=int, default=8)
    return parser.parse_args()


def targets():
    queries = [f"/sparql?query={common.quoted(query)}" for query in QUERIES]
    return queries + PATHS


def fetch(address, target, known=None):
    """Status, tag, and the hash of a whole body; None for the hash of a cut one."""
    connection = http.client.HTTPConnection(*address, timeout=120)
    try:
        headers = {"If-None-Match": known} if known else {}
        connection.request("GET", target, headers=headers)
        response = connection.getresponse()
        body = response.read()
        return response.status, response.getheader("ETag"), hashlib.sha256(body).hexdigest()
    except (OSError, http.client.HTTPException) as error:
        return 0, None, f"{type(error).__name__}: {error}"
    finally:
        connection.close()


def learn(server):
    """What one state answers."""
    answers = {}
    for target in targets():
        status, tag, digest = fetch(server.address, target)
        if status != 200:
            sys.exit(f"{target} answered {status} without load: {digest}")
        answers[target] = (tag, digest)
    return answers


class Client(threading.Thread):
    def __init__(self, number, server, states):
        super().__init__(daemon=True)
        self.random, self.server, self.states = random.Random(number), server, states
        self.remembers = number % 2 == 0
        self.tags, self.answers, self.faults = {}, collections.Counter(), collections.Counter()
        self.stopping = threading.Event()
        self.start()

    def run(self):
        while not self.stopping.is_set():
            target = self.random.choice(targets())
            known = self.tags.get(target) if self.remembers else None
            status, tag, digest = fetch(self.server.address, target, known)
            self.judge(target, known, status, tag, digest)

    def judge(self, target, known, status, tag, digest):
        expected = [state[target] for state in self.states]
        if status == 304 and known in [tag for tag, _ in expected]:
            self.answers["not modified"] += 1
        elif status == 200 and (tag, digest) in expected:
            self.answers[f"state {expected.index((tag, digest))}"] += 1
            self.tags[target] = tag
        else:
            self.faults[f"{target}: {status}, tag {tag}, body {digest}"] += 1


def swap(options, store, number):
    old, new = options.files[number % 2], options.files[1 - number % 2]
    failure = ingest(options.binary, store, new, old)
    if failure:
        sys.exit(f"ingest: {failure}")


def wait_for(server, state):
    """Until the server shows a state."""
    until = time.monotonic() + 30
    target = targets()[0]
    while fetch(server.address, target)[2] != state[target][1]:
        if time.monotonic() > until:
            sys.exit("the server does not show the new state after 30 s")
        time.sleep(0.02)


def run(options, store, server):
    states = [learn(server)]
    for number in (0, 1):
        swap(options, store, number)
        before = states[-1][targets()[0]]
        while fetch(server.address, targets()[0])[1:] == before:
            time.sleep(0.05)
        states.append(learn(server))
    if states[2] != states[0]:
        differing = [target for target in targets() if states[2][target] != states[0][target]]
        sys.exit(f"the same files give another state: {differing}")
    states.pop()
    same = [target for target in targets() if states[0][target][1] == states[1][target][1]]
    if same:
        sys.exit(f"both states answer the same, which tells nothing: {same}")
    clients = [Client(number, server, states) for number in range(options.clients)]
    began = time.monotonic()
    for number in range(options.swaps):
        swap(options, store, number)
        wait_for(server, states[1 - number % 2])
    seconds = time.monotonic() - began
    for client in clients:
        client.stopping.set()
    for client in clients:
        client.join(150)
    answers = sum((client.answers for client in clients), collections.Counter())
    faults = sum((client.faults for client in clients), collections.Counter())
    told = ", ".join(f"{number} {kind}" for kind, number in sorted(answers.items()))
    print(f"{options.swaps} swaps in {seconds:.0f} s, {options.clients} clients, {sum(answers.values())} answers: {told}")
    return faults


def main():
    options = arguments()
    with tempfile.TemporaryDirectory() as folder:
        store = os.path.join(folder, "store")
        failure = ingest(options.binary, store, options.files[0])
        if failure:
            sys.exit(f"the first ingest failed: {failure}")
        command = [options.binary, "serve", "--bind", "127.0.0.1:0", "--log", "off", "--store", store]
        server = common.Server(command, "/sparql", r"Serving at http://([^/\s]+)")
        try:
            faults = run(options, store, server)
        finally:
            server.stop()
    for fault, number in faults.most_common(20):
        print(f"fault: {number} x {fault}")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
