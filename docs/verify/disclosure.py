"""One object of a payload that was shown to somebody outside: docs/formats/disclosure.md."""
import re

from notes import Checkpoint, ED25519_NOTE, Key, Wrong, leaf_hash, root_from_inclusion, strict_base64
from statements import canonical, key_id, read, signs

FORMAT = "commonwatch disclosure 1"
BYTES_MAX = 12 * 1024 * 1024
OBJECT_BYTES_MAX = 8 * 1024 * 1024
OLDER_KEYS_MAX, HASHES_MAX = 16, 63


def need(holds, otherwise):
    if not holds:
        raise Wrong(otherwise)


def members(value, *names):
    need(isinstance(value, dict) and sorted(value) == sorted(names), "not exactly the members " + ", ".join(names))
    return [value[name] for name in names]


def hashes(proof):
    need(isinstance(proof, list) and len(proof) <= HASHES_MAX, "no proof")
    return [digest(each) for each in proof]


def digest(text):
    need(isinstance(text, str) and re.fullmatch("[0-9a-f]{64}", text), "not 64 hex digits")
    return bytes.fromhex(text)


def note_key(text):
    need(isinstance(text, str), "no key")
    key = Key(text)
    need(key.type == ED25519_NOTE and len(key.key) == 32, "not an Ed25519 key")
    return key


def check_disclosed(data, policy):
    """Lines that say what is proved; anything else is wrong."""
    need(len(data) <= BYTES_MAX, "longer than a disclosed object's file")
    note, entry, form, key, line, shown = members(canonical(data), "checkpoint", "entry", "format", "key", "line", "object")
    need(form == FORMAT, "no disclosed object")
    place, leaf, proof = members(entry, "index", "leaf", "proof")
    position, content, salt, inside = members(shown, "index", "bytes", "salt", "proof")
    need(type(place) is int and type(position) is int and isinstance(line, list) and isinstance(note, str), "a member of another kind")
    leaf, content = strict_base64(leaf), strict_base64(content)
    need(len(content) <= OBJECT_BYTES_MAX, "the object is too long")
    checkpoint = Checkpoint(note.encode())
    cosigned = policy.cosigners_of(checkpoint)
    need(policy.signers_of(checkpoint), "no log key of the policy signed the checkpoint")
    need(policy.satisfied(cosigned), "not final: cosigned by " + ", ".join(cosigned))
    root = root_from_inclusion(place, checkpoint.size, leaf_hash(leaf), hashes(proof))
    need(root == checkpoint.root, "the proof of the entry does not lead to the root")
    statement = read(leaf)
    need(statement is not None, "the entry is no statement")
    need(statement.said["origin"] == checkpoint.origin, "the statement is for another log")
    author = check_author(statement, note_key(key), line)
    payload = statement.said.get("payload")
    need(payload is not None, "the statement has no objects")
    commitment = leaf_hash(digest(salt) + content)
    root = root_from_inclusion(position, payload["count"], commitment, hashes(inside))
    need(root.hex() == payload["root"], "the object is not what its author signed")
    return [
        "%s said it, with the key %s" % (author, statement.key),
        "entry %d of %s, object %d of %d; %d entries, %s" % (
            place, checkpoint.origin, position + 1, payload["count"], checkpoint.size,
            "cosigned by " + ", ".join(cosigned) if cosigned else "unwitnessed"),
        printable(content)]


def printable(content):
    """Nothing that a terminal acts on, or that hides itself."""
    text = content.decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def check_author(statement, key, line):
    """The name of the author, which is that of its first key."""
    need(key_id(key.key) == statement.key and key.name == statement.author, "the key is not the statement's")
    need(statement.signed_by(key.key), "the author's signature does not hold")
    need(len(line) <= OLDER_KEYS_MAX, "too many older keys")
    older = [members(each, "key", "signature") for each in line]
    keys = [note_key(text) for text, _ in older] + [key]
    for before, after, (_, signature) in zip(keys, keys[1:], older):
        lines = ["commonwatch key handover v1", key.name, before.text, after.text]
        need(before.name == key.name and signs(before.key, lines, signature), "a key was not handed over by the one before it")
    need(key.name == "org-" + key_id(keys[0].key).split(":")[1][:16], "the name is not that of the first key")
    return key.name
