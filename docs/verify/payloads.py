"""Payloads beside a log, and what was erased of them by whose order: docs/formats/ledger.md."""
import os

from notes import Wrong, leaf_hash, node_hash, split


def merkle_root(hashes):
    """MTH of RFC 6962 over leaf hashes."""
    if len(hashes) == 1:
        return hashes[0]
    middle = split(len(hashes))
    return node_hash(merkle_root(hashes[:middle]), merkle_root(hashes[middle:]))


class Payloads:
    """What entries commit to, and who orders what to be erased: whoever said it, or the community's steward then."""

    def __init__(self, log):
        self.log, self.committed, self.orders = log, {}, {}

    def take(self, index, statement, counts, steward):
        """An entry; `steward` by name at its place, or None."""
        if "payload" in statement.said:
            self.committed[index] = (statement.id, statement.author, statement.said["payload"])
        if counts and statement.kind == "payload.erase":
            try:
                for target in statement.body["targets"]:
                    self.order(index, statement.author, target["entry"], target["positions"], steward)
            except (KeyError, TypeError):
                return

    def order(self, index, author, entry, positions, steward):
        holds = entry in self.committed and author in (self.committed[entry][1], steward)
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
