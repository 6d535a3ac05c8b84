"""From a policy that is trusted to the one in force: docs/formats/community.md, From policy to policy."""
import os
import re

from community import Stated
from notes import Checkpoint, Wrong

BEFORE = -1


class Note:
    """A checkpoint that was final once, and what it is called here."""

    def __init__(self, folder, path, tree):
        with open(os.path.join(folder, path), "rb") as file:
            self.checkpoint = Checkpoint(file.read(), path)
        self.path, self.size = path, self.checkpoint.size
        if path.startswith("handover/") and path != "handover/%d" % self.size:
            raise Wrong("%s: of another size" % path)
        if self.checkpoint.origin != tree.origin:
            raise Wrong("%s: of another log" % path)
        if self.size <= tree.size and tree.range_hash(0, self.size) != self.checkpoint.root:
            raise Wrong("%s: signed over another tree" % path)


def kept(folder, tree):
    """Handovers and the last final checkpoint of each ended epoch, then the checkpoint; what is beyond it came meanwhile."""
    found = [os.path.join(inner, name) for inner, form in (("handover", "[1-9][0-9]*"), ("epochs", r"[0-9]+\.final"))
             if os.path.isdir(os.path.join(folder, inner)) for name in os.listdir(os.path.join(folder, inner))
             if re.fullmatch(form, name)]
    notes = sorted((Note(folder, path, tree) for path in found), key=lambda note: note.size)
    return [note for note in notes if note.size <= tree.size] + [Note(folder, "checkpoint", tree)]


class Way:
    """Which policies are to be believed, beginning with one that is given.

    A checkpoint that one of them takes for final makes those believed that its tree states; a record of votes under the last
    of an epoch makes that of the next one believed.
    """

    def __init__(self, given, community, chain):
        self.community, self.chain, self.lines = community, chain, []
        self.places = {epoch: [] for epoch in range(1, chain.last() + 1)}
        for epoch, step in chain.steps.items():
            self.places[epoch].append(Stated(step.start[0] - 1, epoch, step.policy, "the terms of epoch %d" % epoch))
        for stated in community.stated:
            ended = chain.steps.get(stated.epoch + 1)
            if stated.epoch in self.places and (ended is None or stated.entry < ended.start[0]):
                self.places[stated.epoch].append(stated)
        self.trusted = [each for places in self.places.values() for each in places
                        if each.policy.canonical() == given.canonical()][:1]
        if not self.trusted:
            self.trusted = [Stated(BEFORE, 1, given, "the policy given")]
            self.places[1].insert(0, self.trusted[0])
        # Of an epoch, those before this one make nothing final any more.
        self.floor = self.trusted[0]
        self.taken = []

    def by(self, note, epoch):
        """The newest believed policy of an epoch that takes a checkpoint for final."""
        ended = self.chain.steps.get(epoch + 1)
        if note.size < self.chain.begins(epoch)[0] or (ended is not None and note.size > ended.start[0]):
            return None
        for stated in reversed(self.trusted):
            if stated.epoch == epoch and self.floor.entry <= stated.entry < note.size and \
                    stated.policy.makes_final(note.checkpoint):
                return stated
        return None

    def follow(self, notes):
        """Through every epoch; gives the policy by which the last of the notes is final."""
        used = set()
        for epoch, places in self.places.items():
            for note in notes:
                self.look(note, epoch)
            for stated in places:
                used |= {key.key for key in stated.policy.logs + list(stated.policy.witnesses.values())}
            if epoch + 1 in self.chain.steps:
                self.turn(epoch + 1, used)
        if not self.taken or self.taken[-1][0] is not notes[-1] or self.taken[-1][1].epoch != self.chain.last():
            self.not_final(notes[-1].checkpoint)
        # Those before the first are older than the policy that was given.
        taken = [note for note, _ in self.taken]
        self.lines += ["%s: not final by any policy that was in force" % note.path
                       for note in notes if note not in taken and note.size > taken[0].size]
        return self.taken[-1][1]

    def look(self, note, epoch):
        found = self.by(note, epoch)
        if found is None:
            return
        self.taken.append((note, found))
        new = [each for each in self.places[epoch] if found.entry < each.entry < note.size and each not in self.trusted]
        self.floor = new[0] if new else found
        self.trusted += new
        for stated in new:
            self.lines.append("%s: %s; in the tree of %d entries, final by %s" % (
                stated.source, self.words(stated.policy), note.size, found.source))

    def turn(self, epoch, used):
        """The record by which an epoch begins, under the policy that the one before ended with."""
        step, before = self.chain.steps[epoch], self.places[epoch - 1]
        step.record.verify(step.under, self.chain.begins(epoch - 1), used | step.under.keys())
        believed = [each for each in self.trusted if each.epoch == epoch - 1]
        stated = before and before[-1].policy.canonical() == step.under.policy.canonical()
        if not believed and not any(each.epoch >= epoch for each in self.trusted):
            raise Wrong("nothing leads to the policies of epoch %d" % (epoch - 1))
        if believed and not (stated and before[-1] in believed) and not any(step.vouched_by(each.policy) for each in believed):
            raise Wrong("votes are counted under a policy that the log does not state")
        self.check_operators(step)
        if believed:
            self.floor = self.places[epoch][0]
            self.trusted.append(self.floor)
        self.lines.append("epoch %d begins with %d entries, by %d votes" % (epoch, step.start[0], len(step.record.votes)))

    def check_operators(self, step):
        """Whose log keys the terms name: as the entries say, of those that cosign."""
        if self.community.founder is None:
            return
        owners = self.owners()
        expected = [(owners[key.text], key.text) for key in step.under.policy.logs
                    if owners.get(key.text) in step.under.policy.witnesses]
        if [(name, key.text) for name, key in step.under.operators] != expected:
            raise Wrong("the terms at the end of epoch %d name others for its log keys" % (step.record.epoch - 1))

    def owners(self):
        """Members by their log keys: seats', those of later epochs' terms, and the one that no entry names, the founder's."""
        owners = {text: seat.member for text, seat in self.community.seated.items()}
        for step in self.chain.steps.values():
            owners.update({key.text: name for name, key in step.record.terms.operators})
        for stated in self.places[1]:
            for key in stated.policy.logs:
                owners.setdefault(key.text, self.community.founder)
        return owners

    def not_final(self, checkpoint):
        newest, last = self.trusted[-1], [each for places in self.places.values() for each in places][-1]
        gap = "" if newest is last else "; nothing here leads from %s to that of %s" % (newest.source, last.source)
        if not newest.policy.signers_of(checkpoint):
            raise Wrong("checkpoint: no trusted key of this log signed it" + gap)
        raise Wrong("not final: cosigned by %s" % (", ".join(newest.policy.cosigners_of(checkpoint)) or "nobody") + gap)

    @staticmethod
    def words(policy):
        threshold, members = policy.groups.get(policy.quorum, (0, []))
        quorum = "%d of %d cosigners" % (threshold, len(members)) if members else "no cosigner"
        return "log keys: %d, quorum: %s" % (len(policy.logs), quorum)
