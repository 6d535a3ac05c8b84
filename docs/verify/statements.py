"""Statements and the leaves that hold them: docs/formats/ledger.md. A leaf has one spelling or is no statement."""
import base64
import json
import re
from functools import lru_cache

from notes import Wrong, sha256, strict_base64
from signatures import ed25519_verify

TYPE = "application/vnd.commonwatch.statement.v1+json"
LEAF_BYTES_MAX = 65_535
INTEGER_MAX = 2**53 - 1

REQUIRED = {"audience", "author", "body", "format", "key", "origin", "sequence", "time", "type", "version"}
MEMBERS = REQUIRED | {"payload", "previous", "pseudonym"}
TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.(?!000)[0-9]{3})?Z")
WORDS = re.compile(r"[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)*")


def _integers(value):
    """Only integers that every reader has exactly."""
    if isinstance(value, dict):
        return all(_integers(each) for each in value.values())
    if isinstance(value, list):
        return all(_integers(each) for each in value)
    return isinstance(value, (str, bool)) or value is None or abs(value) <= INTEGER_MAX


def _ordered(value):
    """Members in the order of RFC 8785: by UTF-16 code units."""
    if isinstance(value, dict):
        return {name: _ordered(value[name]) for name in sorted(value, key=lambda name: name.encode("utf-16-be"))}
    return [_ordered(each) for each in value] if isinstance(value, list) else value


def _no_number(text):
    raise ValueError("no integer: " + text)


def canonical(data):
    """The JSON of these bytes, which must be in the one form of RFC 8785."""
    value = json.loads(data.decode(), parse_float=_no_number, parse_constant=_no_number)
    text = json.dumps(_ordered(value), ensure_ascii=False, separators=(",", ":"))
    if text.encode() != data or not _integers(value):
        raise ValueError("not canonical JSON")
    return value


def key_id(public):
    """Of an Ed25519 key that signs statements; it names the lane."""
    return "ed25519:" + sha256(b"commonwatch.key.v1\0\1", public).hex()


@lru_cache(maxsize=4096)
def signed(public, message, signature):
    return ed25519_verify(public, message, signature)


class Statement:
    """What a leaf says. `id` in hex names it; whether its key signed it is asked of `signed_by`."""

    def __init__(self, leaf):
        if len(leaf) > LEAF_BYTES_MAX:
            raise ValueError("too long")
        envelope = json.loads(leaf)
        raw, signature = envelope["payload"], envelope["signatures"][0]
        text = strict_base64(raw)
        said = canonical(text)
        form = '{"payload":"%s","payloadType":"%s","signatures":[{"keyid":"%s","sig":"%s"}]}' % (
            raw, TYPE, said["key"], signature["sig"])
        if form.encode() != leaf or not self.is_statement(said):
            raise ValueError("another form")
        self.said, self.signature = said, strict_base64(signature["sig"])
        self.signed = b"DSSEv1 %d %s %d %s" % (len(TYPE), TYPE.encode(), len(text), text)
        self.id = sha256(self.signed).hex()
        self.author, self.key, self.body = said["author"], said["key"], said["body"]
        self.kind = said["type"] if said["version"] == 1 else None

    @staticmethod
    def is_statement(said):
        number, previous, payload = said["sequence"], said.get("previous"), said.get("payload", {"count": 1, "root": 64 * "0"})
        return all((
            REQUIRED <= set(said) <= MEMBERS, said["format"] == 1, isinstance(said["body"], dict),
            all(isinstance(said[name], str) and 0 < len(said[name]) <= 256 for name in ("author", "origin")),
            re.fullmatch("ed25519:[0-9a-f]{64}", said["key"]), TIME.fullmatch(said["time"]),
            len(said["type"]) <= 64 and WORDS.fullmatch(said["type"]),
            type(payload["count"]) is int and 0 < payload["count"] <= 10_000 and re.fullmatch("[0-9a-f]{64}", payload["root"]),
            type(said["version"]) is int and 0 < said["version"] < 2**31, type(number) is int and number > 0,
            previous is None if number == 1 else re.fullmatch("[0-9a-f]{64}", previous)))

    def signed_by(self, public):
        return key_id(public) == self.key and signed(public, self.signed, self.signature)


def read(leaf):
    """The statement in a leaf, or None."""
    try:
        return Statement(leaf)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError, Wrong):
        return None


def signs(public, lines, signature):
    """Whether a signature in base64 holds under lines of text; docs/formats/community.md."""
    try:
        return isinstance(signature, str) and ed25519_verify(public, "\n".join(lines).encode(), strict_base64(signature))
    except Wrong:
        return False
