#!/usr/bin/env python3
"""Checks a log from its static files alone, with nothing but Python's standard library.

    verify.py DIR --policy FILE      the log's signature, every tile and entry, proofs, cosignatures and their quorum, payloads
                                     that are there, and what was erased by which entry
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
import hashlib
import json
import os
import sys

from signatures import ed25519_verify, mldsa44_verify


class Wrong(Exception):
    pass


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def strict_base64(text):
    try:
        data = base64.b64decode(text, validate=True)
    except Exception:
        raise Wrong("not base64: %.40s" % text)
    if base64.b64encode(data).decode() != text:
        raise Wrong("base64 with spare bits: %.40s" % text)
    return data


# --- signed notes and keys -------------------------------------------------------------------------------------------

ED25519_NOTE, ED25519_COSIGNATURE, ML_DSA_44_COSIGNATURE = 1, 4, 6


class Key:
    def __init__(self, vkey):
        name, key_id, data = vkey.split("+", 2)
        raw = strict_base64(data)
        self.name, self.type, self.key, self.text = name, raw[0], raw[1:], vkey
        self.id = sha256(name.encode(), b"\n", raw)[:4]
        if self.id.hex() != key_id:
            raise Wrong("the id of key %s does not belong to it" % name)

    def verify(self, checkpoint, signature):
        """Whether a signature line's bytes, without the key id, hold under a checkpoint."""
        if self.type == ED25519_NOTE:
            return ed25519_verify(self.key, checkpoint.text, signature)
        seconds = int.from_bytes(signature[:8], "big")
        if len(signature) < 8 or seconds >= 1 << 63:
            return False
        if self.type == ED25519_COSIGNATURE:
            message = b"cosignature/v1\ntime %d\n" % seconds + checkpoint.text
            return ed25519_verify(self.key, message, signature[8:])
        if self.type == ML_DSA_44_COSIGNATURE:
            name, origin = self.name.encode(), checkpoint.origin.encode()
            message = b"subtree/v1\n\0" + bytes([len(name)]) + name + signature[:8]
            message += bytes([len(origin)]) + origin + bytes(8) + checkpoint.size.to_bytes(8, "big") + checkpoint.root
            return mldsa44_verify(self.key, message, signature[8:])
        raise Wrong("key %s is of a type unknown here: %d" % (self.name, self.type))


class Checkpoint:
    def __init__(self, note):
        cut = note.rindex(b"\n\n") + 1
        self.text = note[:cut]
        lines = self.text.decode().split("\n")
        if len(lines) < 4 or lines[-1] != "" or "" in lines[:-1]:
            raise Wrong("the checkpoint's text is malformed")
        self.origin, size, root = lines[:3]
        if size != str(int(size)):
            raise Wrong("the checkpoint's size is malformed")
        self.size, self.root = int(size), strict_base64(root)
        self.signatures = []
        for line in note[cut + 1:].decode().splitlines():
            dash, name, data = line.split(" ")
            raw = strict_base64(data)
            if dash != "\u2014":
                raise Wrong("a signature line starts with an em dash")
            self.signatures.append((name, raw[:4], raw[4:]))

    def signed_by(self, key):
        """Whether a key signed; a line of its own that does not hold spoils the note."""
        mine = [raw for name, key_id, raw in self.signatures if name == key.name and key_id == key.id]
        for raw in mine:
            if not key.verify(self, raw):
                raise Wrong("checkpoint: the signature of %s does not hold" % key.name)
        return bool(mine)


# --- policy ----------------------------------------------------------------------------------------------------------

class Policy:
    def __init__(self, text):
        self.logs, self.witnesses, self.groups, self.quorum = [], {}, {}, None
        for number, line in enumerate(text.split("\n"), 1):
            words = line.strip(" \t").split()
            if not words or words[0].startswith("#"):
                continue
            try:
                self.line(words)
            except (ValueError, IndexError, KeyError) as e:
                raise Wrong("policy line %d: %s" % (number, e))
        if self.quorum is None:
            raise Wrong("policy: no quorum line")

    def line(self, words):
        if words[0] == "log":
            self.logs.append(Key(words[1]))
        elif words[0] == "witness":
            self.witnesses[words[1]] = Key(words[2])
        elif words[0] == "group":
            members = words[3:]
            threshold = {"any": 1, "all": len(members)}.get(words[2]) or int(words[2])
            if not 1 <= threshold <= len(members):
                raise ValueError("threshold")
            for member in members:
                if member not in self.witnesses and member not in self.groups:
                    raise ValueError("unknown member " + member)
            self.groups[words[1]] = (threshold, members)
        elif words[0] == "quorum":
            if words[1] != "none" and words[1] not in self.witnesses and words[1] not in self.groups:
                raise ValueError("unknown quorum " + words[1])
            self.quorum = words[1]
        else:
            raise ValueError("unknown word " + words[0])

    def satisfied(self, cosigned, name=None):
        name = name or self.quorum
        if name == "none":
            return True
        if name in self.witnesses:
            return name in cosigned
        threshold, members = self.groups[name]
        return sum(self.satisfied(cosigned, member) for member in members) >= threshold


# --- the tree --------------------------------------------------------------------------------------------------------

def leaf_hash(leaf):
    return sha256(b"\0", leaf)


def node_hash(left, right):
    return sha256(b"\1", left, right)


def perfect(hashes):
    while len(hashes) > 1:
        hashes = [node_hash(hashes[i], hashes[i + 1]) for i in range(0, len(hashes), 2)]
    return hashes[0]


def split(size):
    """The largest power of two below size."""
    return 1 << (size - 1).bit_length() - 1


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


def roots_from_consistency(first, second, first_root, proof):
    """RFC 9162 section 2.1.4.2; gives both roots as the proof has them."""
    if first == second:
        return first_root, first_root
    path = ([first_root] if first & (first - 1) == 0 else []) + proof
    at, last = first - 1, second - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if at & 1 or at == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        at, last = at >> 1, last >> 1
    return old, new


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
    """docs/formats/cosignatures.md: two signed histories of one log. What is proved is said; anything else is wrong."""
    with open(path, "rb") as file:
        head, notes = file.read().split(b"\n\n", 1)
    lines = head.decode().split("\n")
    word, first, second = lines[1].split(" ")
    if lines[0] != "commonwatch fork v1" or word != "notes" or int(first) + int(second) != len(notes):
        raise Wrong("this is no proof of a fork")
    older, newer = Checkpoint(notes[:int(first)]), Checkpoint(notes[int(first):])
    by = {}
    for checkpoint in (older, newer):
        by[checkpoint] = [key for key in keys if checkpoint.origin == key.name and checkpoint.signed_by(key)]
        if not by[checkpoint]:
            raise Wrong("the keys given did not sign both checkpoints")
    if len(lines) == 2:
        if older.size != newer.size or older.root == newer.root:
            raise Wrong("without a prefix, the sizes are equal and the roots are not")
    else:
        prefix = strict_base64(lines[2].split(" ")[1])
        proof = [strict_base64(line) for line in lines[3:]]
        if not 0 < older.size < newer.size or prefix == older.root:
            raise Wrong("the older tree is a prefix of the newer one")
        if roots_from_consistency(older.size, newer.size, prefix, proof) != (prefix, newer.root):
            raise Wrong("the consistency proof does not hold")
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
    """What entries commit to, and who orders what to be erased: the key that said it, or whoever founded the community."""

    def __init__(self, log):
        self.log, self.committed, self.orders, self.steward = log, {}, {}, None
        for bundle in range((log.size + 255) // 256):
            for at, leaf in enumerate(log.entries(bundle)[1]):
                self.entry(256 * bundle + at, statement(leaf))

    def entry(self, index, found):
        if found is None:
            return
        name, said = found
        if said["type"] == "community.create" and self.steward is None:
            self.steward = said["key"]
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
    if not any(key.name == checkpoint.origin and checkpoint.signed_by(key) for key in log_keys):
        raise Wrong("checkpoint: no trusted key of this log signed it")
    cosigned = [name for name, key in policy.witnesses.items() if checkpoint.signed_by(key)] if policy else []
    log = Log(folder, checkpoint.size)
    log.check()
    root = log.range_hash(0, log.size)
    if root != checkpoint.root:
        raise Wrong("checkpoint: signed over another tree; the files lead to " + base64.b64encode(root).decode())
    if log.size:
        check_proofs(log, root)
    if policy and not policy.satisfied(cosigned):
        raise Wrong("not final: cosigned by %s" % (", ".join(cosigned) or "nobody"))
    erased = Payloads(log).check(checkpoint.origin)
    print("%s: %d entries, root %s, %s" % (
        checkpoint.origin, log.size, base64.b64encode(root).decode(),
        "cosigned by " + ", ".join(cosigned) if cosigned else "unwitnessed"))
    for line in erased:
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
