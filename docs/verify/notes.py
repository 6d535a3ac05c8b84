"""Signed notes, checkpoints, policies and Merkle hashes, written from the C2SP texts and RFC 6962."""
import base64
import hashlib

from signatures import ed25519_verify, mldsa44_verify


class Wrong(Exception):
    """What is wrong; `lines` say what came before it."""
    lines = ()


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

    def verify_statement(self, text, signature):
        """Whether a cosigner's signature holds under words that are no checkpoint; docs/formats/succession.md."""
        check = {ED25519_COSIGNATURE: ed25519_verify, ML_DSA_44_COSIGNATURE: mldsa44_verify}[self.type]
        return check(self.key, b"commonwatch/cosigner-statement/v1\n" + text, signature)


class Checkpoint:
    def __init__(self, note, label="checkpoint"):
        self.label, self.checked = label, {}
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
        if key.text not in self.checked:
            mine = [raw for name, key_id, raw in self.signatures if name == key.name and key_id == key.id]
            for raw in mine:
                if not key.verify(self, raw):
                    raise Wrong("%s: the signature of %s does not hold" % (self.label, key.name))
            self.checked[key.text] = bool(mine)
        return self.checked[key.text]


# --- policy ----------------------------------------------------------------------------------------------------------

class Policy:
    def __init__(self, text):
        self.text, self.logs, self.witnesses, self.groups, self.quorum = text, [], {}, {}, None
        self.lines = []
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

    def canonical(self):
        """Its one spelling: docs/formats/cosignatures.md."""
        kinds = ("log", "witness", "group", "quorum")
        return "".join(" ".join(words) + "\n" for kind in kinds for words in self.lines if words[0] == kind)

    def line(self, words):
        if words[0] in ("witness", "group") and words[1] in {*self.witnesses, *self.groups, "none"}:
            raise ValueError("a name twice")
        self.lines.append(words)
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
            if self.quorum is not None:
                raise ValueError("a second quorum")
            if words[1] != "none" and words[1] not in self.witnesses and words[1] not in self.groups:
                raise ValueError("unknown quorum " + words[1])
            self.quorum = words[1]
        else:
            raise ValueError("unknown word " + words[0])

    def cosigners_of(self, checkpoint):
        return [name for name, key in self.witnesses.items() if checkpoint.signed_by(key)]

    def signers_of(self, checkpoint):
        """Log keys that signed a checkpoint of their log."""
        return [key for key in self.logs if key.name == checkpoint.origin and checkpoint.signed_by(key)]

    def makes_final(self, checkpoint):
        return bool(self.signers_of(checkpoint)) and self.satisfied(self.cosigners_of(checkpoint))

    def satisfied(self, cosigned, name=None):
        name = name or self.quorum
        if name == "none":
            return True
        if name in self.witnesses:
            return name in cosigned
        threshold, members = self.groups[name]
        return sum(self.satisfied(cosigned, member) for member in members) >= threshold


# --- hashes ----------------------------------------------------------------------------------------------------------

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


def root_from_inclusion(index, size, leaf, proof):
    """RFC 9162 section 2.1.3.2."""
    if not 0 <= index < size:
        raise Wrong("the inclusion proof is for no place of the tree")
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


def read_fork(data):
    """docs/formats/cosignatures.md: the two checkpoints of one log that contradict each other."""
    head, notes = data.split(b"\n\n", 1)
    lines = head.decode().split("\n")
    word, first, second = lines[1].split(" ")
    if lines[0] != "commonwatch fork v1" or word != "notes" or int(first) + int(second) != len(notes):
        raise Wrong("this is no proof of a fork")
    older, newer = Checkpoint(notes[:int(first)]), Checkpoint(notes[int(first):])
    if older.origin != newer.origin:
        raise Wrong("the checkpoints are of two logs")
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
    return older, newer
