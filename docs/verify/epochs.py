"""The chain of epochs of a log: docs/formats/succession.md, checked from its files and what the log's entries state."""
import os

from notes import Checkpoint, Key, Policy, Wrong, read_fork, roots_from_consistency, sha256, strict_base64

EMPTY = sha256()


class Text:
    """Lines, then counted bytes, read from the front."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def line(self):
        end = self.data.index(b"\n", self.at)
        line, self.at = self.data[self.at:end].decode(), end + 1
        return line

    def after(self, word):
        line = self.line()
        if not line.startswith(word + " "):
            raise Wrong("a line that starts with %s is missing" % word)
        return line[len(word) + 1:]

    def bytes(self, count):
        self.at += count
        if self.at > len(self.data):
            raise Wrong("bytes are missing at the end")
        return self.data[self.at - count:self.at]


class Terms:
    """Operator lines, then a policy."""

    def __init__(self, data):
        self.id, lines, at = sha256(data), data.decode().split("\n"), 0
        self.operators = []
        while lines[at].startswith("operator "):
            _, name, vkey = lines[at].split(" ")
            self.operators.append((name, Key(vkey)))
            at += 1
        self.policy = Policy("\n".join(lines[at:]))
        threshold, members = self.policy.groups[self.policy.quorum]
        if set(members) != set(self.policy.witnesses) or 2 * threshold <= len(members):
            raise Wrong("terms: the quorum is not more than half of one group of all cosigners")
        self.members, self.threshold = len(members), threshold

    def keys(self):
        return {key.key for key in self.policy.logs + list(self.policy.witnesses.values())}


class Vote:
    def __init__(self, data):
        text = Text(data)
        if text.line() != "commonwatch succession-vote v1":
            raise Wrong("this is no vote")
        self.origin, self.epoch = text.after("origin"), int(text.after("epoch"))
        self.under, self.next = strict_base64(text.after("under")), strict_base64(text.after("next"))
        length = int(text.after("last"))
        if text.line() != "":
            raise Wrong("vote: an empty line ends the head")
        note = text.bytes(length)
        self.last = Checkpoint(note) if note else None
        self.signed = data[:text.at]
        dash, self.name, raw = text.line().split(" ")
        raw = strict_base64(raw)
        self.key_id, self.signature = raw[:4], raw[4:]

    def verify(self, number, before):
        """The policy name of who cast it, and the checkpoint it is about: (size, root)."""
        if self.epoch != number or self.under != before.id:
            raise Wrong("a vote is about another epoch")
        for name, key in before.policy.witnesses.items():
            if key.name == self.name and key.id == self.key_id:
                if not key.verify_statement(self.signed, self.signature):
                    raise Wrong("the vote of %s is not signed by it" % name)
                if self.last is None:
                    return name, (0, EMPTY)
                if self.last.origin != self.origin or not any(self.last.signed_by(log) for log in before.policy.logs):
                    raise Wrong("the vote of %s is about a checkpoint that the log did not sign" % name)
                return name, (self.last.size, self.last.root)
        raise Wrong("a vote is by no cosigner of the epoch")


class Record:
    def __init__(self, data):
        text, lengths, self.chain = Text(data), [], []
        if text.line() != "commonwatch succession v1":
            raise Wrong("this is no record of a succession")
        self.origin, self.epoch = text.after("origin"), int(text.after("epoch"))
        size, root = text.after("start").split(" ")
        self.start = (int(size), strict_base64(root))
        line = text.line()
        while line:
            word, *rest = line.split(" ")
            if word == "at":
                self.chain.append((int(rest[0]), strict_base64(rest[1]), [strict_base64(each) for each in rest[2:]]))
            else:
                lengths.append((word, int(rest[0])))
            line = text.line()
        parts = [(word, text.bytes(length)) for word, length in lengths]
        if text.at != len(data):
            raise Wrong("record: bytes are left at the end")
        self.terms = Terms([part for word, part in parts if word == "terms"][0])
        self.votes = [Vote(part) for word, part in parts if word == "vote"]
        self.final = [Checkpoint(part) for word, part in parts if word == "final"]
        self.forks = [read_fork(part) for word, part in parts if word == "fork"]

    def verify(self, before, start, used):
        """Everything that the page asks; `start` is where the epoch that ends began, `used` the keys so far."""
        if used & self.terms.keys():
            raise Wrong("a key of epoch %d was used before" % self.epoch)
        if any(key.name != self.origin for key in self.terms.policy.logs):
            raise Wrong("a log key is not named like the origin")
        lasts = {}
        for vote in self.votes:
            name, last = vote.verify(self.epoch - 1, before)
            if vote.origin != self.origin or vote.next != self.terms.id or name in lasts:
                raise Wrong("a vote is of another log, for other terms, or %s voted twice" % name)
            lasts[name] = last
        finals = self.check_chain(before, start, set(lasts.values()))
        liars = self.liars(before)
        counted = [last for name, last in lasts.items() if name not in liars]
        if self.start != self.count(before, start, counted, len(liars), finals):
            raise Wrong("the votes do not let epoch %d start at %d" % (self.epoch, self.start[0]))

    def check_chain(self, before, start, named):
        if self.chain[0] != (start[0], start[1], []):
            raise Wrong("the chain does not begin where the epoch that ends began")
        for (size, root, _), (to, to_root, proof) in zip(self.chain, self.chain[1:]):
            if to <= size or (size == 0 and proof):
                raise Wrong("the sizes of the chain do not rise")
            if size and roots_from_consistency(size, to, root, proof) != (root, to_root):
                raise Wrong("a link of the chain is not proved")
        places = {(size, root) for size, root, _ in self.chain}
        finals = set()
        for checkpoint in self.final:
            cosigned = [name for name, key in before.policy.witnesses.items() if checkpoint.signed_by(key)]
            signed = any(checkpoint.signed_by(key) for key in before.policy.logs)
            place = (checkpoint.size, checkpoint.root)
            if not signed or not before.policy.satisfied(cosigned) or checkpoint.origin != self.origin or place not in places:
                raise Wrong("the checkpoint shown as final is not, or not on the chain")
            finals.add(place)
        if len(self.final) > 1 or not {place for place in places if place != self.chain[0][:2]} <= named | finals:
            raise Wrong("nobody voted for a link of the chain")
        return finals

    def liars(self, before):
        """Cosigners that signed two histories, or whose member's log key did."""
        liars = set()
        for older, newer in self.forks:
            both = [key for key in before.policy.logs if older.signed_by(key) and newer.signed_by(key)]
            if older.origin != self.origin or not both:
                raise Wrong("a fork is of another log")
            for name, operated in before.operators:
                liars |= {name for key in both if key.key == operated.key}
            liars |= {name for name, key in before.policy.witnesses.items() if older.signed_by(key) and newer.signed_by(key)}
        return liars

    def count(self, before, start, counted, proven, finals):
        """The rule: where no final checkpoint can lie beyond or aside of."""
        n, q, w = before.members, before.threshold, len(counted)
        f = max(min(2 * q - n - 1, (n - 1) // 3), proven)
        t = q + w + proven - n - f
        places = {(size, root) for size, root, _ in self.chain} | {(0, EMPTY)}
        least = max(size for size, _ in finals) if finals else -1
        if w < q:
            raise Wrong("epoch %d: %d votes count, %d are needed" % (self.epoch, w, q))
        if sum(place not in places and place[0] > least for place in counted) >= t:
            raise Wrong("epoch %d: too many votes are for another history" % self.epoch)
        least = max(sorted((size for size, _ in counted), reverse=True)[t - 1], start[0], least)
        for size, root, _ in self.chain:
            if size >= least:
                return size, root
        raise Wrong("epoch %d: votes for another history reach beyond this one" % self.epoch)


class Step:
    """What held at an epoch's end, and the record that began the next; `ids` of every record of it that is here."""

    def __init__(self, data, number, origin):
        text = Text(data)
        if text.line() != "commonwatch epoch v1":
            raise Wrong("epochs/%d: this is no step of a chain" % number)
        under, record = int(text.after("under")), int(text.after("record"))
        text.line()
        self.under, self.record, self.ids = Terms(text.bytes(under)), Record(text.bytes(record)), {sha256(data).hex()}
        if text.at != len(data) or self.record.epoch != number or self.record.origin != origin:
            raise Wrong("epochs/%d: not the step that belongs here" % number)
        self.policy, self.start = self.record.terms.policy, self.record.start
        self.operators = {name for name, _ in self.record.terms.operators}

    def vouched_by(self, policy):
        """Whether a quorum of a policy that is trusted has voted, under whatever terms."""
        voted = {(vote.name, vote.key_id) for vote in self.record.votes}
        here = {key.text for key in self.under.policy.witnesses.values()}
        names = [name for name, key in policy.witnesses.items() if key.text in here and (key.name, key.id) in voted]
        return policy.quorum != "none" and policy.satisfied(names)


class Chain:
    """Files epochs/2, epochs/3, ...; epochs/N.K is another record of the same epoch, which may start elsewhere.

    All records of an epoch continue what was final; the one that counts is the one that the log continues.
    """

    def __init__(self, folder, log):
        self.steps, number = {}, 2
        while os.path.exists(os.path.join(folder, str(number))):
            records = [Step(data, number, log.origin) for data in self.files(folder, number)]
            if len({each.record.terms.id for each in records}) > 1:
                raise Wrong("two records of epoch %d have different terms" % number)
            here = [each for each in records if each.start[0] <= log.size and log.range_hash(0, each.start[0]) == each.start[1]]
            if not here:
                raise Wrong("the log does not continue where its epoch starts, at %d" % records[0].start[0])
            self.steps[number] = here[0]
            self.steps[number].ids = {name for each in records for name in each.ids}
            number += 1

    @staticmethod
    def files(folder, number):
        names = [str(number)]
        while os.path.exists(os.path.join(folder, "%d.%d" % (number, len(names)))):
            names.append("%d.%d" % (number, len(names)))
        for name in names:
            with open(os.path.join(folder, name), "rb") as file:
                yield file.read()

    def last(self):
        return max(self.steps, default=1)

    def begins(self, epoch):
        """Size and root with which an epoch begins."""
        return self.steps[epoch].start if epoch > 1 else (0, EMPTY)
