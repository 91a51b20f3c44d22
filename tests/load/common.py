"""What bombs.py and soak.py share: a server process and its numbers, an HTTP client, the bomb corpus."""

import collections
import http.client
import math
import os
import pathlib
import re
import resource
import socket
import subprocess
import sys
import threading
import time
import urllib.parse

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
CORPUS = REPOSITORY / "tests" / "fixtures" / "bombs"
EXAMPLE = REPOSITORY / "examples" / "social-prescribing.txt"
MIB = 1024 * 1024

# Queries that must stay quick whatever else goes on: they hold for any data.
LOOK_UPS = [
    "ASK { ?s ?p ?o }",
    "SELECT ?o { ?s <http://purl.org/dc/terms/title> ?o } LIMIT 5",
    "SELECT ?p ?o { { SELECT ?s { ?s <http://purl.org/dc/terms/title> ?t } LIMIT 1 } ?s ?p ?o } LIMIT 20",
]


# --- the corpus ----------------------------------------------------------------------------------------------------------

class Bomb:
    """A hostile query: its name, the lines of its header, and the text to send."""

    def __init__(self, path, port):
        self.name = path.stem
        self.header = {}
        parts, body, in_header = {"port": str(port)}, [], True
        for line in path.read_text(encoding="utf-8").splitlines():
            in_header = in_header and line.startswith("# ")
            if not in_header:
                body.append(line)
                continue
            key, _, value = line[2:].partition(": ")
            if key.startswith("let "):
                parts[key[4:]] = fill(repeat(value), parts)
            else:
                self.header[key] = value
        self.text = fill("\n".join(body), parts)


def repeat(recipe):
    """`N times |TEXT|`: TEXT N times over, with the number in place of `%i`, and a line break in place of `%n`."""
    count, text = re.fullmatch(r"(\d+) times \|(.*)\|", recipe).groups()
    return "".join(text.replace("%i", str(i)).replace("%n", "\n") for i in range(int(count)))


def fill(text, parts):
    """Puts each part in place of its name in `{{ }}`."""
    for name, part in parts.items():
        text = text.replace("{{%s}}" % name, part)
    return text


def corpus(port):
    """Every bomb, in the order of the names; `port` is the one that those which reach out would reach."""
    return [Bomb(path, port) for path in sorted(CORPUS.glob("*.rq"))]


class Trap(threading.Thread):
    """A loopback port that nobody may connect to."""

    def __init__(self):
        super().__init__(daemon=True)
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.connections = 0
        self.start()

    def run(self):
        while True:
            connection, _ = self.socket.accept()
            self.connections += 1
            connection.close()


# --- a server ------------------------------------------------------------------------------------------------------------

class Server:
    """A server process of ours or of a peer, on a loopback port."""

    def __init__(self, command, path, ready, address_space=None):
        """`ready` is a pattern in the output of `command` whose group is `host:port`."""
        self.command, self.path = command, path
        limits = None
        if address_space:
            limits = lambda: resource.setrlimit(resource.RLIMIT_AS, (address_space, address_space))
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, preexec_fn=limits)
        self.log = collections.deque(maxlen=200)
        self.address = None
        self.listening = threading.Event()
        threading.Thread(target=self._listen, args=(re.compile(ready),), daemon=True).start()
        if not self.listening.wait(120) or self.address is None:
            self.stop()
            sys.exit("the server did not start:\n" + "".join(self.log))
        self.pid = self.process.pid

    def _listen(self, ready):
        for raw in self.process.stderr:
            line = raw.decode("utf-8", "replace")
            self.log.append(line)
            found = None if self.address else ready.search(line)
            if found:
                host, port = found.group(1).rsplit(":", 1)
                self.address = (host.strip("[]"), int(port))
                self.listening.set()
        self.listening.set()

    def is_alive(self):
        return self.process.poll() is None

    def exit_status(self):
        return self.process.poll()

    def stop(self):
        """Ends the process: asks first, then insists."""
        if self.is_alive():
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def kill(self):
        self.process.kill()
        self.process.wait()

    def memory(self):
        """Resident set, in MiB; 0 of a process that is gone."""
        try:
            with open(f"/proc/{self.pid}/statm", encoding="ascii") as file:
                return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / MIB
        except (OSError, IndexError):
            return 0.0

    def threads(self):
        return count(f"/proc/{self.pid}/task")

    def files(self):
        return count(f"/proc/{self.pid}/fd")


def count(folder):
    try:
        return len(os.listdir(folder))
    except OSError:
        return 0


def linkworker(binary, arguments, address_space=None):
    """`linkworker serve` on a free port."""
    # Every query is to run, and nobody reads the log.
    command = [binary, "serve", "--bind", "127.0.0.1:0", "--cache-bytes", "0", "--log", "off", *arguments]
    return Server(command, "/sparql", r"Serving at http://([^/\s]+)", address_space)


def free_port():
    """A port that was free a moment ago, for servers that can't choose one themselves."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Sampler(threading.Thread):
    """Watches the memory of a server; kills it before it takes the machine with it."""

    def __init__(self, server, limit):
        super().__init__(daemon=True)
        self.server, self.limit = server, limit
        self.peak = 0.0
        self.killed = False
        self.stopping = threading.Event()
        self.start()

    def run(self):
        while not self.stopping.wait(0.02):
            now = self.server.memory()
            self.peak = max(self.peak, now)
            if now > self.limit:
                self.killed = True
                self.server.kill()
                return


# --- a client ------------------------------------------------------------------------------------------------------------

class Answer:
    """What came of a request: a status, or 0 with the kind of failure; whether the body came to its end."""

    def __init__(self, status, body, whole, seconds):
        self.status, self.body, self.whole, self.seconds = status, body, whole, seconds

    def __str__(self):
        return f"{self.status}" if self.whole else f"{self.status} cut"

    def type(self):
        """The last word of the type of a problem document: `too-complex`, `timeout`, …"""
        found = re.search(rb'"type":"[^"]*#([a-z-]+)"', self.body[:4096])
        return found.group(1).decode() if found else ""


def ask(server, query, patience=60, keep=64 * 1024, stop_after=None):
    """Sends a query by POST on a connection of its own and reads the answer; `stop_after` bytes the client leaves."""
    began = time.monotonic()
    connection = http.client.HTTPConnection(*server.address, timeout=patience)
    status, body, length = 0, b"", 0
    try:
        headers = {
            "Content-Type": "application/sparql-query",
            "Accept": "application/sparql-results+json, application/n-triples;q=0.9",
        }
        connection.request("POST", server.path, query.encode(), headers)
        response = connection.getresponse()
        status = response.status
        while chunk := response.read1(64 * 1024):
            length += len(chunk)
            body += chunk[: max(keep - len(body), 0)]
            if time.monotonic() - began > patience or (stop_after and length >= stop_after):
                return Answer(status, body, False, time.monotonic() - began)
        whole = response.length in (0, None)
    except (OSError, http.client.HTTPException):
        whole = False
    finally:
        connection.close()
    return Answer(status, body, whole, time.monotonic() - began)


class LookUps(threading.Thread):
    """A second client: one look-up after the other, with a pause between."""

    def __init__(self, server, pause=0.005):
        super().__init__(daemon=True)
        self.server, self.pause = server, pause
        self.times, self.failures = [], collections.Counter()
        self.stopping = threading.Event()
        self.start()

    def run(self):
        number = 0
        while not self.stopping.wait(self.pause):
            answer = ask(self.server, LOOK_UPS[number % len(LOOK_UPS)], patience=30)
            number += 1
            if answer.status == 200 and answer.whole:
                self.times.append(answer.seconds)
            else:
                self.failures[str(answer)] += 1

    def stop(self):
        self.stopping.set()
        self.join(60)


def percentile(times, share):
    """The value below which `share` of the values are, in ms; NaN of none."""
    if not times:
        return math.nan
    ordered = sorted(times)
    return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def quoted(text):
    return urllib.parse.quote(text, safe="")
