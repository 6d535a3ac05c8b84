#!/usr/bin/python3
"""./commonwatch bench community [--seconds N] [--warm N] [--rate N] [--nodes N] [--objects N] [--phases share,idle,sync,applied]
                            [--launcher FILE]

Measures a community of whole nodes, each a process as `up` starts it, in a temporary folder and on free ports. Prints a line
of JSON a figure; bench/run makes the table. Questions:

  share    entries of 1 KiB at a steady rate into the log that the first node orders and all nodes cosign: the time from
           sending one to its node until it is committed in the index of each follower. The index is read from its file,
           which the followers do not notice; its clock is this machine's, and a look every 2 ms.
  idle     a minute in which nothing happens: all bytes of the loopback device, headers and both directions, by follower.
           Upper bound: whoever else uses the device is counted. Run it on a quiet machine.
  sync     a log with many objects in entries of a thousand; a fresh member joins: time until all is applied and found.
  applied  the same with entries of one object each.
"""
import argparse, base64, http.client, json, os, queue, shutil, sqlite3, statistics, subprocess, sys, tempfile, threading, time
import uuid

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
COMMUNITY = "harbour"
TAXII = "application/taxii+json;version=2.1"
START_SECONDS_MAX = 90
WAIT_SECONDS_MAX = 240
SENDERS = 24
LOOK_SECONDS = 0.002
IDLE_SECONDS = 60
ENTRY_BYTES = 1024
TICKS = os.sysconf("SC_CLK_TCK")


def say(**figure):
    print(json.dumps(figure), flush=True)


def note(text):
    print("bench: " + text, file=sys.stderr, flush=True)


class Node:
    """A node as a child process that ends with this one."""

    launcher = os.path.join(ROOT, "commonwatch")

    def __init__(self, home):
        self.home = home
        os.makedirs(home)
        environment = {k: v for k, v in os.environ.items() if k not in ("COMMONWATCH_URL", "COMMONWATCH_OWNER_TOKEN")}
        environment["COMMONWATCH_HOME"] = home
        self.errors = open(os.path.join(home, "bench.err"), "wb")
        self.process = subprocess.Popen(
            [Node.launcher, "up", "--home", home, "--port", "0", "--with-parent"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors, env=environment, cwd=home)
        line = b""
        deadline = time.monotonic() + START_SECONDS_MAX
        while not line.startswith(b"ready "):
            line = self.process.stdout.readline()
            if not line or time.monotonic() > deadline:
                raise SystemExit(f"bench: a node did not start; see below\n{self.log()}")
        self.address = line.split()[1].decode().removeprefix("http://")
        self.token = open(os.path.join(home, "owner.token")).read().strip()

    def log(self):
        with open(os.path.join(self.home, "bench.err"), errors="replace") as file:
            return file.read()[-2000:]

    def connect(self):
        return http.client.HTTPConnection(self.address, timeout=60)

    def ask(self, path, body=None, connection=None):
        own = connection or self.connect()
        data = None if body is None else json.dumps(body).encode()
        own.request("GET" if body is None else "POST", path, data,
                    {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"})
        response = own.getresponse()
        answer = response.read()
        if response.status >= 300:
            raise SystemExit(f"bench: {path} was answered {response.status}: {answer[:500]!r}\n{self.log()}")
        return json.loads(answer)

    def post_objects(self, objects, connection):
        """Through TAXII, which answers when the entry is final and applied; returns the batch's name."""
        basic = base64.b64encode(f"owner:{self.token}".encode()).decode()
        connection.request("POST", f"/taxii2/{COMMUNITY}/collections/{COMMUNITY}/objects/",
                           json.dumps({"objects": objects}).encode(),
                           {"Authorization": f"Basic {basic}", "Content-Type": TAXII, "Accept": TAXII})
        response = connection.getresponse()
        answer = json.loads(response.read())
        if response.status not in (200, 202) or answer.get("failure_count"):
            raise SystemExit(f"bench: a post was answered {response.status}: {str(answer)[:500]}")
        return "taxii-" + answer["id"]

    def index(self):
        return sqlite3.connect(f"file:{self.home}/index.db?mode=ro", uri=True, check_same_thread=False)

    def log_number(self, index):
        """The community's log: the home log is the other one that has entries."""
        row = index.execute("SELECT DISTINCT log FROM entry WHERE type LIKE 'community.%'").fetchone()
        return row[0] if row else -1

    def cpu(self):
        with open(f"/proc/{self.process.pid}/stat") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def close(self):
        self.process.stdin.close()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.errors.close()


def wait(what, holds, seconds=WAIT_SECONDS_MAX, pause=0.05):
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise SystemExit(f"bench: waited {seconds} s in vain for {what}")
        time.sleep(pause)


def found(steward):
    steward.ask("/api/v1/communities", {"name": COMMUNITY, "organisation": "Port", "kind": "public"})


def join(steward, node, title):
    fingerprint = node.ask("/api/v1/communities")["fingerprint"]
    invitation = steward.ask(f"/api/v1/communities/{COMMUNITY}/invitations", {"fingerprint": fingerprint})
    node.ask("/api/v1/communities/joins", {"invitation": invitation["file"], "organisation": title, "kind": "private"})


def status(node):
    return node.ask(f"/api/v1/communities/{COMMUNITY}")


def all_cosign(nodes):
    seen = [status(node) for node in nodes]
    return all(sum(1 for m in one["members"] if m["cosigns"]) == len(nodes) for one in seen) \
        and len({one["size"] for one in seen}) == 1 and all(one["finality"] == "final" for one in seen)


def indicator(number, bytes_wanted=0):
    value = f"{number:x}.bench.example"
    time_text = "2026-11-22T05:53:19.000Z"
    made = {
        "type": "indicator", "spec_version": "2.1", "id": f"indicator--{uuid.uuid4()}",
        "created": time_text, "modified": time_text, "valid_from": time_text,
        "pattern_type": "stix", "pattern": f"[domain-name:value = '{value}']",
        "object_marking_refs": ["marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da"],
        "name": value, "description": "",
    }
    made["description"] = "x" * max(0, bytes_wanted - len(json.dumps(made)))
    return made


class Watch(threading.Thread):
    """Notes when each entry of the community was committed in a node's index."""

    def __init__(self, node):
        super().__init__(daemon=True)
        self.index = node.index()
        self.log = node.log_number(self.index)
        self.times = {}
        self.stopped = False
        self.start()

    def size(self):
        row = self.index.execute("SELECT size FROM progress WHERE log = ?", (self.log,)).fetchone()
        return row[0] if row else 0

    def run(self):
        seen = self.size()
        while not self.stopped:
            size = self.size()
            now = time.monotonic()
            for entry in range(seen, size):
                self.times[entry] = now
            seen = size
            time.sleep(LOOK_SECONDS)


class Load:
    """Posts at a steady rate whatever the answers take, up to SENDERS under way; lateness counts as latency."""

    def __init__(self, node, objects, rate):
        self.node = node
        self.due = queue.Queue()
        self.sent = {}
        self.answered = {}
        start = time.monotonic() + 0.5
        for i, made in enumerate(objects):
            self.due.put((start + i / rate, made))
        self.threads = [threading.Thread(target=self.send, daemon=True) for _ in range(SENDERS)]
        for thread in self.threads:
            thread.start()
        for thread in self.threads:
            thread.join()
        if len(self.answered) != len(objects):
            raise SystemExit("bench: not every entry was answered")

    def send(self):
        connection = self.node.connect()
        while True:
            try:
                when, made = self.due.get_nowait()
            except queue.Empty:
                return
            time.sleep(max(0, when - time.monotonic()))
            batch = self.node.post_objects([made], connection)
            self.sent[batch] = when
            self.answered[batch] = time.monotonic()


def spread(millis):
    ordered = sorted(millis)
    at = lambda part: round(ordered[min(len(ordered) - 1, int(part * len(ordered)))], 1)
    return {"p50_ms": at(0.5), "p90_ms": at(0.9), "p99_ms": at(0.99), "max_ms": round(ordered[-1], 1)}


def share(nodes, rate, seconds, warm):
    steward, followers = nodes[0], nodes[1:]
    count = rate * seconds
    Load(steward, [indicator(i, ENTRY_BYTES) for i in range(rate * warm)], rate)
    note(f"warm: {warm} s of the same load came before")
    objects = [indicator(1_000_000 + i, ENTRY_BYTES) for i in range(count)]
    watches = [Watch(node) for node in followers]
    before = [node.cpu() for node in nodes]
    load = Load(steward, objects, rate)
    index = steward.index()
    number = steward.log_number(index)
    entry = dict(index.execute("SELECT id, entry FROM batch WHERE log = ?", (number,)))
    last = max(entry[batch] for batch in load.sent)
    for watch in watches:
        wait("the last entry at a follower", lambda: last in watch.times)
        watch.stopped = True
    cpu = [round(node.cpu() - was, 2) for node, was in zip(nodes, before)]
    for i, watch in enumerate(watches):
        say(what="share", follower=i + 1, cosigners=len(nodes), rate=rate, entries=count, bytes=ENTRY_BYTES,
            **spread([1000 * (watch.times[entry[batch]] - at) for batch, at in load.sent.items()]))
    say(what="share-answered", entries=count,
        **spread([1000 * (load.answered[batch] - at) for batch, at in load.sent.items()]))
    say(what="share-cpu", seconds=seconds, warm_s=warm, cpu_s=cpu, ms_per_entry=round(1000 * sum(cpu) / count, 1))


def loopback():
    with open("/proc/net/dev") as file:
        for line in file:
            if line.strip().startswith("lo:"):
                fields = line.split(":")[1].split()
                return int(fields[0]), int(fields[1])
    raise SystemExit("bench: this machine has no loopback device lo")


def idle(nodes):
    time.sleep(5)
    before, packets = loopback()
    time.sleep(IDLE_SECONDS)
    after, later = loopback()
    followers = len(nodes) - 1
    say(what="idle", seconds=IDLE_SECONDS, followers=followers, bytes_per_follower=round((after - before) / followers),
        packets=later - packets, counted="/proc/net/dev lo")


def sync(folder, what, objects, per_entry):
    """One node with a log, then a fresh one that joins."""
    steward = Node(os.path.join(folder, what + "-steward"))
    nodes = [steward]
    try:
        found(steward)
        made = [indicator(i) for i in range(objects)]
        batches = queue.Queue()
        for i in range(0, objects, per_entry):
            batches.put(made[i:i + per_entry])

        def send():
            connection = steward.connect()
            while True:
                try:
                    steward.post_objects(batches.get_nowait(), connection)
                except queue.Empty:
                    return
        threads = [threading.Thread(target=send, daemon=True) for _ in range(SENDERS if per_entry == 1 else 1)]
        began = time.monotonic()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        wrote = time.monotonic() - began
        note(f"{objects} objects written")
        own = steward.index()
        number = steward.log_number(own)
        wait("the steward's own replay", lambda: has(own, number, objects))
        time.sleep(4)
        fresh = Node(os.path.join(folder, what + "-fresh"))
        nodes.append(fresh)
        time.sleep(3)
        before = [node.cpu() for node in nodes]
        began = time.monotonic()
        join(steward, fresh, "Fresh")
        index = fresh.index()
        wait("the first sync", lambda: has(index, fresh.log_number(index), objects), pause=0.02)
        applied = time.monotonic() - began
        last = made[-1]["name"]
        wait("the last object in a search",
             lambda: any(hit["log"] == COMMUNITY for hit in fresh.ask(f"/api/v1/search?q={last}")["hits"]), pause=0.1)
        searched = time.monotonic() - began
        cpu = [round(node.cpu() - was, 2) for node, was in zip(nodes, before)]
        say(what=what, objects=objects, entries=objects // per_entry, wrote_s=round(wrote, 1), applied_s=round(applied, 2),
            searchable_s=round(searched, 2), cpu_steward_s=cpu[0], cpu_fresh_s=cpu[1],
            entries_per_cpu_s=round(objects / per_entry / cpu[1]))
    finally:
        for node in nodes:
            node.close()


def has(index, log, objects):
    """All entries with objects applied, and trailing projections with them."""
    applied, = index.execute("SELECT coalesce(sum(objects), 0) FROM batch WHERE log = ?", (log,)).fetchone()
    if applied < objects:
        return False
    size, = index.execute("SELECT size FROM progress WHERE log = ?", (log,)).fetchone()
    trails = index.execute("SELECT size FROM trail WHERE log = ?", (log,)).fetchall()
    return bool(trails) and all(trail[0] >= size for trail in trails)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seconds", type=int, default=30)
    options.add_argument("--warm", type=int, default=15, help="seconds of the same load before it is measured")
    options.add_argument("--rate", type=int, default=100)
    options.add_argument("--nodes", type=int, default=3)
    options.add_argument("--objects", type=int, default=100_000)
    options.add_argument("--phases", default="share,idle,sync,applied")
    options.add_argument("--folder", default="")
    options.add_argument("--launcher", default=Node.launcher, help="another build's, to compare with")
    asked = options.parse_args()
    Node.launcher = os.path.abspath(asked.launcher)
    phases = asked.phases.split(",")
    folder = tempfile.mkdtemp(prefix="commonwatch-bench", dir=asked.folder or None)
    nodes = []
    try:
        if "share" in phases or "idle" in phases:
            for i in range(asked.nodes):
                nodes.append(Node(os.path.join(folder, f"node-{i + 1}")))
            note(f"{len(nodes)} nodes run")
            found(nodes[0])
            for i, node in enumerate(nodes[1:]):
                join(nodes[0], node, f"Member {i + 1}")
            wait("every member to cosign", lambda: all_cosign(nodes))
            note("every member cosigns")
            if "share" in phases:
                share(nodes, asked.rate, asked.seconds, asked.warm)
            if "idle" in phases:
                idle(nodes)
            while nodes:
                nodes.pop().close()
        if "sync" in phases:
            sync(folder, "sync", asked.objects, 1_000)
        if "applied" in phases:
            sync(folder, "applied", min(asked.objects, 10_000), 1)
    finally:
        for node in nodes:
            node.close()
        shutil.rmtree(folder, ignore_errors=True)


main()
