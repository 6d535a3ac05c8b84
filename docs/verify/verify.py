#!/usr/bin/env python3
"""Checks a log from its static files alone, with nothing but Python's standard library.

    verify.py DIR --policy FILE      the log's signature, every tile and entry, proofs, cosignatures and their quorum, payloads
                                     that are there, what was erased by which entry; and, when the members went on under new
                                     keys, the chain of epochs in DIR/epochs from that policy's on
    verify.py DIR --key VKEY         the same without cosigners
    verify.py --fork FILE --key VKEY whether the log with this key signed two histories
    verify.py --fork FILE --keys FILE  the same of a log that several nodes sign for, one key a line: and which of them did
    verify.py --cases FILE           signatures of edge-cases.txt, one verdict a line

Written from the C2SP texts (tlog-tiles, tlog-checkpoint, signed-note, tlog-cosignature, tlog-policy), RFC 6962, RFC 8032 and
FIPS 204, not from this project's code: two programs that share nothing must come to the same answer. Slow on purpose; it
reads every byte. Exit code 0: all is right and the quorum has cosigned. 1: something is wrong, and the first line says what.
2: wrong usage.
"""
import base64
import json
import os
import sys

from epochs import Chain
from notes import Checkpoint, Key, Policy, Wrong, leaf_hash, node_hash, perfect, read_fork, roots_from_consistency, sha256, \
    split, strict_base64
from signatures import ed25519_verify, mldsa44_verify


# --- the tree --------------------------------------------------------------------------------------------------------

def tile_path(level, index, width):
    parts = "%03d" % (index % 1000)
    while index >= 1000:
        index //= 1000
        parts = "x%03d/%s" % (index % 1000, parts)
    return "tile/%s/%s%s" % (level, parts, "" if width == 256 else ".p/%d" % width)


class Log:
    def __init__(self, folder, size):
        self.folder, self.size, self.cache = folder, size, {}

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


def root_from_inclusion(index, size, leaf, proof):
    """RFC 9162 section 2.1.3.2."""
    at, last, result = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            raise Wrong("the inclusion proof is too long")
        if at & 1 or at == last:
            result = node_hash(sibling, result)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            result = node_hash(result, sibling)
        at, last = at >> 1, last >> 1
    if last:
        raise Wrong("the inclusion proof is too short")
    return result


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


def check_fork(path, keys):
    """What is proved is said; anything else is wrong."""
    with open(path, "rb") as file:
        older, newer = read_fork(file.read())
    by = {}
    for checkpoint in (older, newer):
        by[checkpoint] = [key for key in keys if checkpoint.origin == key.name and checkpoint.signed_by(key)]
        if not by[checkpoint]:
            raise Wrong("the keys given did not sign both checkpoints")
    print("%s signed two histories: %d entries under root %s, and %d under root %s" % (
        older.origin, older.size, base64.b64encode(older.root).decode(), newer.size, base64.b64encode(newer.root).decode()))
    if len(keys) > 1:
        for checkpoint in (older, newer):
            for key in by[checkpoint]:
                print("%d entries: signed with %s" % (checkpoint.size, key.text))


# --- payloads and orders to erase them -------------------------------------------------------------------------------

STATEMENT = b"application/vnd.commonwatch.statement.v1+json"


def statement(leaf):
    """A leaf's statement and its id, or None for what is no statement."""
    try:
        envelope = json.loads(leaf)
        body = strict_base64(envelope["payload"])
        pae = b"DSSEv1 %d %s %d %s" % (len(STATEMENT), STATEMENT, len(body), body)
        return sha256(pae).hex(), json.loads(body)
    except (ValueError, KeyError, TypeError, Wrong):
        return None


def merkle_root(hashes):
    """MTH of RFC 6962 over leaf hashes."""
    if len(hashes) == 1:
        return hashes[0]
    middle = split(len(hashes))
    return node_hash(merkle_root(hashes[:middle]), merkle_root(hashes[middle:]))


class Payloads:
    """What entries commit to, and who orders what to be erased: the key that said it, or the community's steward.

    The steward is whoever founded the community, then whoever orders the log in an epoch of a chain that holds.
    """

    def __init__(self, log, steps):
        self.log, self.committed, self.orders, self.steward, self.steps = log, {}, {}, None, steps
        self.policies = []
        for bundle in range((log.size + 255) // 256):
            for at, leaf in enumerate(log.entries(bundle)[1]):
                self.entry(256 * bundle + at, statement(leaf))

    def entry(self, index, found):
        if found is None:
            return
        name, said = found
        if said["type"] == "community.create" and self.steward is None:
            self.steward = said["key"]
        if said["type"] == "community.succeed":
            epoch, record = said["body"].get("epoch"), said["body"].get("record")
            if self.steps.get(epoch) == (record, said["author"]):
                self.steward = said["key"]
        if said["type"] == "community.policy" and said["key"] == self.steward:
            self.policies.append((index, said["body"].get("policy")))
        if "payload" in said:
            self.committed[index] = (name, said["key"], said["payload"])
        if (said["type"], said["version"]) == ("payload.erase", 1):
            for target in said["body"].get("targets", []):
                entry, positions = target["entry"], target["positions"]
                holds = entry in self.committed and said["key"] in (self.committed[entry][1], self.steward)
                if holds and all(position < self.committed[entry][2]["count"] for position in positions):
                    self.orders.setdefault(entry, []).append((index, positions))

    def check(self, origin):
        """Lines about what is erased; whatever is gone or changed without an order is wrong."""
        lines = []
        for index, (name, _, commitment) in sorted(self.committed.items()):
            path = os.path.join("payload", name[:2], name[2:])
            orders = self.orders.get(index, [])
            marker = self.bytes(path + ".erased")
            if marker is not None:
                text, named = "commonwatch payload erased\n%s\n" % origin, marker.decode("utf-8", "replace").split("\n")
                if not marker.decode("utf-8", "replace").startswith(text) or \
                        any(order not in [str(entry) for entry, _ in orders] for order in named[2:-1]):
                    raise Wrong("%s.erased: no order that erases this payload stands in the log" % path)
            file = self.bytes(path)
            if file is None and marker is not None:
                lines.append("payload of entry %d: erased by entry %s" % (index, ", ".join(named[2:-1])))
            if file is not None:
                for position in self.erased(path, file, commitment):
                    by = [entry for entry, positions in orders if not positions or position in positions]
                    if not by:
                        raise Wrong("%s: object %d is erased, and no order for it stands in the log" % (path, position))
                    lines.append("object %d of entry %d: erased by entry %d" % (position, index, by[0]))
        return lines

    def bytes(self, path):
        try:
            return self.log.read(path)
        except Wrong:
            return None

    @staticmethod
    def erased(path, file, commitment):
        """Positions that are erased; the rest of the file must be what the leaf commits to."""
        count, hashes, gone = commitment["count"], [], []
        if file[:8] not in (b"CWPAYLD1", b"CWPAYLX1") or int.from_bytes(file[8:12], "big") != count:
            if "sealed" in commitment:
                return []
            raise Wrong("%s: not the start of this payload's file" % path)
        at = 12 + 68 * count
        for i in range(count):
            row = file[12 + 68 * i:80 + 68 * i]
            salt, stored, length = row[:32], row[32:64], int.from_bytes(row[64:], "big")
            content = file[at:at + length]
            at += length
            if file[:8] == b"CWPAYLX1" and salt == bytes(32) and content == bytes(length):
                gone.append(i)
                hashes.append(stored)
            else:
                hashes.append(leaf_hash(salt + content))
        if at != len(file) or merkle_root(hashes).hex() != commitment["root"]:
            raise Wrong("%s: not what its entry commits to" % path)
        return gone


# --- the whole -------------------------------------------------------------------------------------------------------

def verify(folder, log_keys, policy):
    with open(os.path.join(folder, "checkpoint"), "rb") as file:
        checkpoint = Checkpoint(file.read())
    chain, log, lines = Chain(checkpoint.origin, os.path.join(folder, "epochs")), Log(folder, checkpoint.size), []
    if policy and chain.epochs:
        # What entries state is only read of those that the tree has.
        log.check()
        policy, lines = chain.follow(policy, Payloads(log, chain.steps()).policies)
        log_keys = policy.logs
    if not any(key.name == checkpoint.origin and checkpoint.signed_by(key) for key in log_keys):
        raise Wrong("checkpoint: no trusted key of this log signed it")
    cosigned = [name for name, key in policy.witnesses.items() if checkpoint.signed_by(key)] if policy else []
    log.check()
    root = log.range_hash(0, log.size)
    if root != checkpoint.root:
        raise Wrong("checkpoint: signed over another tree; the files lead to " + base64.b64encode(root).decode())
    if log.size:
        check_proofs(log, root)
    if policy and not policy.satisfied(cosigned):
        raise Wrong("not final: cosigned by %s" % (", ".join(cosigned) or "nobody"))
    for start, expected in chain.starts():
        if log.range_hash(0, start) != expected:
            raise Wrong("the log does not continue where its epoch starts, at %d" % start)
    erased = Payloads(log, chain.steps()).check(checkpoint.origin)
    print("%s: %d entries, root %s, %s" % (
        checkpoint.origin, log.size, base64.b64encode(root).decode(),
        "cosigned by " + ", ".join(cosigned) if cosigned else "unwitnessed"))
    for line in lines + erased:
        print(line)


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
        elif len(words) == 3 and words[1] == "--key":
            verify(words[0], [Key(words[2])], None)
        elif len(words) == 3 and words[1] == "--policy":
            with open(words[2]) as file:
                policy = Policy(file.read())
            verify(words[0], policy.logs, policy)
        else:
            print(__doc__, file=sys.stderr)
            return 2
        return 0
    except Wrong as e:
        print("wrong: %s" % e)
        return 1
    except (OSError, ValueError, IndexError) as e:
        print("wrong: cannot be read: %s" % e)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
