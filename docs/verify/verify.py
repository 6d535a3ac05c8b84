#!/usr/bin/env python3
"""Checks a log from its static files alone, with nothing but Python's standard library.

    verify.py DIR --policy FILE      every tile and entry, proofs, payloads that are there, what was erased by which entry; from
                                     that policy on who belonged, who ordered, every policy stated (DIR/handover), the chain of
                                     epochs (DIR/epochs), log signature and quorum of the checkpoint; whose forks are (DIR/evidence)
    verify.py DIR --policy FILE --fork PROOF  the same, and whose this fork is
    verify.py DIR --key VKEY         tiles, entries, proofs, payloads, and this key's signature
    verify.py --fork FILE --key VKEY whether the log with this key signed two histories
    verify.py --fork FILE --keys FILE  the same of a log that several nodes sign for, one key a line: and which of them did
    verify.py --disclosed FILE --policy FILE  one object that a member disclosed: who said it, where, and who cosigned; then its bytes
    verify.py --cases FILE           signatures of edge-cases.txt, one verdict a line

Written from the C2SP texts (tlog-tiles, tlog-checkpoint, signed-note, tlog-cosignature, tlog-policy), RFC 6962, RFC 8032,
FIPS 204 and docs/formats, not from this project's code: two programs that share nothing must come to the same answer. Slow on
purpose; it reads every byte. Exit code 0: all is right and the quorum has cosigned. 1: something is wrong, and the first line
says what. 2: wrong usage.
"""
import base64
import os
import sys

from community import Community
from disclosure import check_disclosed
from epochs import Chain
from notes import Checkpoint, Key, Policy, Wrong, leaf_hash, node_hash, perfect, read_fork, root_from_inclusion, \
    roots_from_consistency, sha256, split
from payloads import Payloads
from policies import Way, kept
from signatures import ed25519_verify, mldsa44_verify
from statements import read


# --- the tree --------------------------------------------------------------------------------------------------------

def tile_path(level, index, width):
    parts = "%03d" % (index % 1000)
    while index >= 1000:
        index //= 1000
        parts = "x%03d/%s" % (index % 1000, parts)
    return "tile/%s/%s%s" % (level, parts, "" if width == 256 else ".p/%d" % width)


class Log:
    def __init__(self, folder, origin, size):
        self.folder, self.origin, self.size, self.cache = folder, origin, size, {}

    def read(self, path):
        try:
            with open(os.path.join(self.folder, path), "rb") as file:
                return file.read()
        except FileNotFoundError:
            raise Wrong("%s: the file is missing" % path)

    def width(self, level, index):
        return min(256, (self.size >> 8 * level) - 256 * index)

    def tile(self, level, index):
        path = tile_path(level, index, self.width(level, index))
        if path not in self.cache:
            data = self.read(path)
            if len(data) != 32 * self.width(level, index):
                raise Wrong("%s: wrong length" % path)
            self.cache[path] = [data[i:i + 32] for i in range(0, len(data), 32)]
        return self.cache[path]

    def entries(self, index):
        path = tile_path("entries", index, self.width(0, index))
        data, at, found = self.read(path), 0, []
        while at < len(data):
            length = int.from_bytes(data[at:at + 2], "big")
            found.append(data[at + 2:at + 2 + length])
            at += 2 + length
        if at != len(data) or len(found) != self.width(0, index):
            raise Wrong("%s: not %d whole entries" % (path, self.width(0, index)))
        return path, found

    def check(self):
        """Every entry against its tile, every tile against the one above."""
        for index in range((self.size + 255) // 256):
            path, leaves = self.entries(index)
            for at, (leaf, expected) in enumerate(zip(leaves, self.tile(0, index))):
                if leaf_hash(leaf) != expected:
                    raise Wrong("%s: entry %d is not what the tree has" % (path, 256 * index + at))
        level = 1
        while self.size >> 8 * level:
            for index in range((self.size >> 8 * level) + 255 >> 8):
                for at, expected in enumerate(self.tile(level, index)):
                    if perfect(self.tile(level - 1, 256 * index + at)) != expected:
                        raise Wrong("%s: hash %d is not that of the tile below" % (
                            tile_path(level, index, self.width(level, index)), at))
            level += 1

    def range_hash(self, start, end):
        """MTH of RFC 6962 over leaves [start, end), perfect subtrees taken from tiles."""
        size = end - start
        if size == 0:
            return sha256()
        if size & (size - 1) == 0 and start % size == 0:
            level, below = divmod(size.bit_length() - 1, 8)
            first = (start // size) << below
            tile = self.tile(level, first // 256)
            return perfect(tile[first % 256:first % 256 + (1 << below)])
        middle = start + split(size)
        return node_hash(self.range_hash(start, middle), self.range_hash(middle, end))

    def inclusion(self, index, start, end):
        """PATH of RFC 6962 section 2.1.1."""
        if end - start == 1:
            return []
        middle = start + split(end - start)
        if index < middle:
            return self.inclusion(index, start, middle) + [self.range_hash(middle, end)]
        return self.inclusion(index, middle, end) + [self.range_hash(start, middle)]

    def consistency(self, size, start, end, whole=True):
        """SUBPROOF of RFC 6962 section 2.1.2."""
        if size == end - start:
            return [] if whole else [self.range_hash(start, end)]
        cut = split(end - start)
        if size <= cut:
            return self.consistency(size, start, start + cut, whole) + [self.range_hash(start + cut, end)]
        return self.consistency(size - cut, start + cut, end, False) + [self.range_hash(start, start + cut)]


def check_proofs(log, root):
    """Proofs made from the tiles lead to the root: of entries spread over the log, and of sizes before it."""
    step = max(1, log.size // 64)
    for index in sorted({*range(0, log.size, step), log.size - 1}):
        proof = log.inclusion(index, 0, log.size)
        if root_from_inclusion(index, log.size, log.tile(0, index // 256)[index % 256], proof) != root:
            raise Wrong("the inclusion proof of entry %d does not lead to the root" % index)
    for size in sorted({1, *range(step, log.size + 1, step), log.size}):
        older = log.range_hash(0, size)
        if roots_from_consistency(size, log.size, older, log.consistency(size, 0, log.size)) != (older, root):
            raise Wrong("the tree of size %d is not a prefix" % size)


def show(root):
    return base64.b64encode(root).decode()


def check_fork(path, keys):
    """What is proved is said; anything else is wrong."""
    older, newer, by = signed_fork(path, keys)
    print("%s signed two histories: %d entries under root %s, and %d under root %s" % (
        older.origin, older.size, show(older.root), newer.size, show(newer.root)))
    if len(keys) > 1:
        for checkpoint in (older, newer):
            for key in by[checkpoint]:
                print("%d entries: signed with %s" % (checkpoint.size, key.text))


def signed_fork(path, keys):
    with open(path, "rb") as file:
        older, newer = read_fork(file.read())
    by = {each: [key for key in keys if each.origin == key.name and each.signed_by(key)] for each in (older, newer)}
    if not all(by.values()):
        raise Wrong("the keys given did not sign both checkpoints")
    return older, newer, by


def name_fork(path, log, owners, titles):
    """Lines that say of each of the two histories whose log key signed it, and whether it is the one that the files have."""
    older, newer, by = signed_fork(path, [Key(text) for text in owners])
    yield "%s: a proof of two histories" % os.path.basename(path)
    for each in (older, newer):
        held = each.size <= log.size and log.range_hash(0, each.size) == each.root
        here = "this log" if held else "another history" if each.size <= log.size else "longer than this log"
        for key in by[each]:
            yield "  %d entries under root %s, %s: signed with the log key of %s" % (
                each.size, show(each.root), here, named(owners[key.text], titles))


def named(member, titles):
    return "%s (%s)" % (member, titles[member]) if member in titles else str(member)


# --- the whole -------------------------------------------------------------------------------------------------------

def replay(log, chain):
    """What the entries make of a community, if there is one, and of payloads."""
    community, payloads = Community(log.origin, chain.steps), Payloads(log)
    founded = False
    for bundle in range((log.size + 255) // 256):
        for at, leaf in enumerate(log.entries(bundle)[1]):
            statement = read(leaf)
            if statement is not None:
                founded = founded or statement.kind == "community.create"
                # Whose key is whose is not known of a log without a community.
                counts = community.take(256 * bundle + at, statement) if founded else True
                payloads.take(256 * bundle + at, statement, counts, community.steward)
    return community, payloads


def verify(folder, key, policy, forks=()):
    with open(os.path.join(folder, "checkpoint"), "rb") as file:
        checkpoint = Checkpoint(file.read())
    log = Log(folder, checkpoint.origin, checkpoint.size)
    log.check()
    root = log.range_hash(0, log.size)
    if root != checkpoint.root:
        raise Wrong("checkpoint: signed over another tree; the files lead to " + show(root))
    if log.size:
        check_proofs(log, root)
    chain = Chain(os.path.join(folder, "epochs"), log)
    community, payloads = replay(log, chain)
    lines, cosigned = [], []
    if policy is None:
        if key.name != checkpoint.origin or not checkpoint.signed_by(key):
            raise Wrong("checkpoint: no trusted key of this log signed it")
    else:
        way = Way(policy, community, chain)
        try:
            by = way.follow(kept(folder, log))
        except Wrong as wrong:
            wrong.lines = way.lines + community.voids
            raise
        cosigned, lines = by.policy.cosigners_of(checkpoint), way.lines
        if community.founder:
            owners = way.owners()
            lines.append("signed with the log key of " + ", ".join(
                named(owners.get(each.text, "nobody known"), community.titles) for each in by.policy.signers_of(checkpoint)))
            for proof in evidence(folder) + list(forks):
                lines += name_fork(proof, log, owners, community.titles)
    lines += community.voids + payloads.check(checkpoint.origin)
    print("%s: %d entries, root %s, %s" % (
        checkpoint.origin, log.size, show(root), "cosigned by " + ", ".join(cosigned) if cosigned else "unwitnessed"))
    for line in lines:
        print(line)


def evidence(folder):
    inner = os.path.join(folder, "evidence")
    names = sorted(os.listdir(inner)) if os.path.isdir(inner) else []
    return [os.path.join(inner, name) for name in names if name.startswith("fork-")]


def cases(path):
    """Each line: kind, key, message, signature in hex (- for none), then what is expected and why."""
    with open(path) as file:
        for line in file:
            if line.strip() and not line.startswith("#"):
                kind, *hexes = line.split()[:4]
                key, message, signature = (bytes.fromhex(word.strip("-")) for word in hexes)
                check = {"ed25519": ed25519_verify, "ml-dsa-44": mldsa44_verify}[kind]
                print("accept" if check(key, message, signature) else "refuse")


def main(words):
    try:
        if len(words) == 2 and words[0] == "--cases":
            cases(words[1])
        elif len(words) == 4 and words[0] == "--fork" and words[2] == "--key":
            check_fork(words[1], [Key(words[3])])
        elif len(words) == 4 and words[0] == "--fork" and words[2] == "--keys":
            with open(words[3]) as file:
                check_fork(words[1], [Key(line) for line in file.read().splitlines()])
        elif len(words) == 4 and words[0] == "--disclosed" and words[2] == "--policy":
            with open(words[1], "rb") as file, open(words[3]) as policy:
                print("\n".join(check_disclosed(file.read(), Policy(policy.read()))))
        elif len(words) == 3 and words[1] == "--key":
            verify(words[0], Key(words[2]), None)
        elif len(words) in (3, 5) and words[1] == "--policy" and words[3:4] in ([], ["--fork"]):
            with open(words[2]) as file:
                policy = Policy(file.read())
            verify(words[0], None, policy, words[4:])
        else:
            print(__doc__, file=sys.stderr)
            return 2
        return 0
    except Wrong as e:
        print("wrong: %s" % e)
        for line in e.lines:
            print(line)
        return 1
    except (OSError, ValueError, IndexError) as e:
        print("wrong: cannot be read: %s" % e)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
