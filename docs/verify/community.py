"""Who belongs, who orders and which policies a community's log states: docs/formats/community.md, read entry by entry.

Times are taken from nobody here, so whether an invitation had expired is not judged; and a key for audiences is only checked
for its signature.
"""
import re

from notes import ED25519_NOTE, Key, Policy, Wrong
from statements import key_id, signs

MEMBERS_MAX, INVITATIONS_MAX, KEYS_MAX, SEATS_MAX, OLDER_KEYS_MAX = 32, 256, 64, 7, 16
NAME, INVITATION, HASH = "org-[0-9a-f]{16}", "[0-9a-f]{32}", "[0-9a-f]{64}"
KINDS = {"public", "private", "non-profit", "academic", "citizen-group"}
REASONS = {"rotated", "lost", "compromised"}


class Void(Exception):
    """Why an entry changes nothing."""


def need(holds, reason):
    if not holds:
        raise Void(reason)


def word(body, name, form):
    need(isinstance(body.get(name), str) and re.fullmatch(form, body[name]), "its %s does not read" % name)
    return body[name]


def vkey(text, name, kind=ED25519_NOTE):
    try:
        key = Key(text)
    except (Wrong, ValueError, AttributeError, IndexError):
        raise Void("a key does not read")
    need(key.name == name and (kind is None or key.type == kind), "a key has another name or type")
    return key


class Organisation:
    """As it introduces itself. `first` is the key that gave its name."""

    def __init__(self, body):
        need(isinstance(body, dict), "no organisation")
        self.title, self.kind = body.get("title"), body.get("kind")
        need(isinstance(self.title, str) and 0 < len(self.title) <= 120 and self.kind in KINDS, "no organisation")
        text = body.get("key")
        self.name = str(text).split("+")[0]
        need(re.fullmatch(NAME, self.name), "no member's name")
        self.key, self.encryption = vkey(text, self.name), body.get("encryption")
        self.witnesses = body.get("witnesses", [])
        need(isinstance(self.witnesses, list) and len(self.witnesses) <= 4, "too many cosigner keys")
        if self.encryption is not None:
            own = self.encryption
            lines = ["commonwatch encryption key v1", self.name, str(own.get("suite")), str(own.get("key"))]
            need(signs(self.key.key, lines, own.get("signature")), "its key for audiences is not signed by its key")
        self.first = self.line(body.get("line", []))

    def line(self, older):
        need(isinstance(older, list) and len(older) <= OLDER_KEYS_MAX, "no line of keys")
        keys = [vkey(each.get("key"), self.name) for each in older] + [self.key]
        for each, key, after in zip(older, keys, keys[1:]):
            lines = ["commonwatch key handover v1", self.name, key.text, after.text]
            need(signs(key.key, lines, each.get("signature")), "a key was not handed over by the one before it")
        return keys[0]

    def is_new(self):
        """A name is made of the first key's id."""
        need(self.name == "org-" + key_id(self.first.key).split(":")[1][:16], "the name is not that of the first key")


class Member:
    def __init__(self, organisation):
        self.organisation, self.cosigner, self.keys = organisation, None, 1
        if organisation.witnesses:
            self.cosigner = organisation.witnesses[0]


class Seat:
    def __init__(self, origin, author, body):
        word(body, "address", r"([A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]{2,45}\]):[1-9][0-9]{0,4}")
        self.member, self.checkpoint = author, vkey(body.get("checkpoint"), origin)
        self.time = vkey(body.get("time"), author)
        for key, name in ((self.checkpoint, "checkpoint_proof"), (self.time, "time_proof")):
            lines = ["commonwatch council seat v1", origin, author, key.text]
            need(signs(key.key, lines, body.get(name)), "a key of the seat has not signed for it")


class Stated:
    """A policy; it is for what comes after `entry`, which states it, unless `source` says that it comes from elsewhere."""

    def __init__(self, entry, epoch, policy, source=None):
        self.entry, self.epoch, self.policy, self.source = entry, epoch, policy, source or "entry %d" % entry


class Community:
    """What the entries make of a community. `steps`: records and terms of later epochs, see epochs.Chain.steps."""

    def __init__(self, origin, steps):
        self.origin, self.steps = origin, steps
        self.steward = self.quorum = self.policy = None
        self.epoch, self.founder = 1, None
        self.members, self.left, self.known_keys, self.cosigner_keys = {}, set(), set(), set()
        self.invitations, self.lanes, self.titles = {}, {}, {}
        self.seats, self.council, self.seated = {}, [], {}
        self.stated, self.voids = [], []

    def take(self, index, statement):
        """Whether an entry counts at its place; what is void is kept in `voids` when it would have changed something here."""
        try:
            self.speaks(statement)
            rule = self.RULES.get(statement.kind)
            if rule is not None:
                rule(self, index, statement)
            return True
        except Void as reason:
            if statement.kind in self.RULES:
                self.voids.append("entry %d, %s, is void: %s" % (index, statement.kind, reason))
        except (TypeError, AttributeError, ValueError):
            self.voids.append("entry %d, %s, is void: it does not read" % (index, statement.kind))
        return False

    # --- who speaks ---

    def speaks(self, statement):
        """The key is the one with which the author speaks at this place, it has signed, and the number is its lane's next."""
        need(statement.said["origin"] == self.origin, "it is meant for another log")
        if statement.said["type"] == "log.time":
            return
        if self.steward is None:
            need(statement.kind == "community.create", "nobody has founded a community")
            key = Organisation(statement.body.get("founder")).key
            need(statement.signed_by(key.key), "its author has not signed it")
        else:
            need(statement.author in self.members, "its author is no member")
            key = self.members[statement.author].organisation.key
            need(statement.signed_by(key.key), "the key with which its author speaks has not signed it")
            need(self.lanes.get(statement.key, (1, None)) == (statement.said["sequence"], statement.said.get("previous")),
                 "not the next of its author's lane")
        self.lanes[statement.key] = (statement.said["sequence"] + 1, statement.id)

    def by_steward(self, statement):
        need(statement.author == self.steward, "only the steward may")

    # --- members ---

    def create(self, index, statement):
        need(self.steward is None, "the community is founded")
        body, founder = statement.body, Organisation(statement.body.get("founder"))
        word(body, "name", "[a-z][a-z0-9-]{0,62}")
        founder.is_new()
        need(founder.name == statement.author, "who founds a community signs for it")
        self.quorum = word(body["charter"], "quorum", "two-thirds|majority")
        self.steward = self.founder = founder.name
        self.join(founder)

    def join(self, organisation):
        self.members[organisation.name], self.titles[organisation.name] = Member(organisation), organisation.title
        self.known_keys.add(organisation.key.text)
        self.cosigner_keys.add(self.members[organisation.name].cosigner)

    def invite(self, index, statement):
        self.by_steward(statement)
        name = word(statement.body, "id", INVITATION)
        word(statement.body, "secret", HASH)
        need(name not in self.invitations, "the invitation is known")
        need(sum(state == "open" for state in self.invitations.values()) < INVITATIONS_MAX, "too many invitations")
        self.invitations[name] = "open"

    def revoke(self, index, statement):
        self.by_steward(statement)
        name = word(statement.body, "id", INVITATION)
        need(self.invitations.get(name) in ("open", "revoked"), "there is no such invitation, or it is used")
        self.invitations[name] = "revoked"

    def admit(self, index, statement):
        self.by_steward(statement)
        name, member = word(statement.body, "invitation", INVITATION), Organisation(statement.body.get("member"))
        member.is_new()
        need(self.invitations.get(name) == "open", "the invitation is not open")
        need(member.name not in self.members and member.name not in self.left and member.key.text not in self.known_keys,
             "the member or its key was here before")
        need(len(self.members) < MEMBERS_MAX, "too many members")
        self.invitations[name] = "used"
        self.join(member)

    def remove(self, index, statement):
        name = word(statement.body, "member", NAME)
        if statement.author != name:
            self.by_steward(statement)
        need(name != self.steward and name in self.members, "no member that can be removed")
        need(name not in self.council, "the member sits in the council")
        del self.members[name]
        self.seats.pop(name, None)
        self.left.add(name)

    def change_keys(self, index, statement):
        changed = Organisation(statement.body.get("member"))
        reason = statement.body.get("reason")
        need(reason in REASONS and changed.name in self.members, "no reason, or no member")
        itself = statement.author == changed.name
        need(itself or statement.author == self.steward, "a member's keys are changed by itself or by the steward")
        need(not (itself and reason == "lost"), "who signs with a key has not lost it")
        member = self.members[changed.name]
        before = member.organisation
        need(changed.key.text not in self.known_keys and member.keys < KEYS_MAX, "the key was a member's, or too many")
        need((before.title, before.kind) == (changed.title, changed.kind), "title and kind stay")
        need(changed.encryption is not None, "nobody shows who has the new key")
        if changed.witnesses and changed.witnesses != before.witnesses:
            need(vkey(changed.witnesses[0], changed.name, None).text not in self.cosigner_keys, "the cosigner key was used")
            member.cosigner = changed.witnesses[0]
            self.cosigner_keys.add(member.cosigner)
        member.organisation, member.keys = changed, member.keys + 1
        self.known_keys.add(changed.key.text)

    def set_cosigner(self, index, statement):
        member, text = self.members[statement.author], statement.body.get("cosigner")
        need(member.cosigner is None and text not in self.cosigner_keys, "the member has a key, or this one was used")
        member.cosigner = vkey(text, statement.author, None).text
        self.cosigner_keys.add(text)

    # --- who orders ---

    def offer_seat(self, index, statement):
        need(self.epoch == 1, "one node orders a later epoch")
        need(statement.author not in self.council, "the member sits in the council")
        seat = Seat(self.origin, statement.author, statement.body)
        others = [each for each in [*self.seats.values(), *self.seated.values()] if each.member != seat.member]
        mine = {seat.checkpoint.key, seat.time.key}
        need(not any(mine & {each.checkpoint.key, each.time.key} for each in others), "another's seat has this key")
        self.seats[statement.author] = seat

    def name_council(self, index, statement):
        self.by_steward(statement)
        need(self.epoch == 1, "one node orders a later epoch")
        names = statement.body["members"]
        need(isinstance(names, list) and 1 <= len(names) <= SEATS_MAX and len(set(names)) == len(names), "1 to 7 members")
        need(len(set(names) ^ set(self.council or [self.steward])) == 1, "a council changes by one member")
        need(all(name in self.members and name in self.seats for name in names), "a seat is missing")
        self.council = names
        for name in names:
            self.seated[self.seats[name].checkpoint.text] = self.seats[name]

    def succeed(self, index, statement):
        epoch, policy = statement.body["epoch"], statement.body["policy"]
        need(type(epoch) is int and epoch > self.epoch and epoch in self.steps, "no record begins this epoch")
        step = self.steps[epoch]
        need(statement.body["record"] in step.ids and statement.author in step.operators and policy == step.policy.text,
             "no record lets this member order the log, or its policy is another")
        self.steward, self.epoch, self.policy = statement.author, epoch, step.policy
        self.council, self.seats = [], {}
        for name, member in self.members.items():
            key = step.policy.witnesses.get(name)
            member.cosigner = key.text if key else None
        self.cosigner_keys |= {key.text for key in step.policy.witnesses.values()}

    # --- policies: docs/adr/055 ---

    def state_policy(self, index, statement):
        self.by_steward(statement)
        text = statement.body["policy"]
        need(isinstance(text, str), "no policy")
        try:
            following = Policy(text)
        except Wrong as wrong:
            raise Void(str(wrong))
        cosigners = following.witnesses
        need(following.canonical() == text, "not the one spelling of a policy")
        self.lawful(following)
        need(all(name in self.members and self.members[name].cosigner == key.text for name, key in cosigners.items()),
             "a cosigner is no member, or that is not its key")
        before = self.policy.witnesses if self.policy else {}
        old, new = {key.text for key in before.values()}, {key.text for key in cosigners.values()}
        along = 1 if not new and len(old) == 2 else 0
        dropped = [name for name, key in before.items() if key.text not in new
                   and name in self.members and self.members[name].cosigner == key.text]
        need(len(dropped) <= along, "a cosigner stays as long as it is a member")
        renewed = [name for name, key in before.items() if name in cosigners and cosigners[name].text != key.text]
        need(not old or len(old ^ new) - len(renewed) <= 1 + along, "more than one cosigner comes, goes or changes its key")
        known = {key.text for key in self.policy.logs} if self.policy else set()
        strange = [key for key in following.logs if key.text not in known and not self.orders(key)]
        need(len(strange) <= (0 if self.policy else 1), "a log key is that of nobody who orders the log")
        self.policy = following
        self.stated.append(Stated(index, self.epoch, following))

    def lawful(self, policy):
        """The quorum is the charter's, over all cosigners in one group; one by itself is none."""
        count = len(policy.witnesses)
        if count < 2:
            need((count, policy.quorum, policy.groups) == (0, "none", {}), "the quorum is not the charter's")
            return
        threshold = count // 2 + 1 if self.quorum == "majority" else 2 * count // 3 + 1
        need(policy.quorum.rstrip("-") == "members" and policy.groups == {policy.quorum: (threshold, list(policy.witnesses))},
             "the quorum is not the charter's")

    def orders(self, key):
        return self.epoch == 1 and key.text in self.seated

    RULES = {
        "community.create": create, "invitation.create": invite, "invitation.revoke": revoke, "member.admit": admit,
        "member.remove": remove, "member.keys": change_keys, "member.cosigner": set_cosigner, "council.seat": offer_seat,
        "council.members": name_council, "community.succeed": succeed, "community.policy": state_policy}
