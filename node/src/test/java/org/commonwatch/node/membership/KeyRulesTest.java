package org.commonwatch.node.membership;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.cosign.Cosigner;
import org.commonwatch.ledger.disk.LocalDisk;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.node.membership.MembershipCommand.ChangeKeys;
import org.commonwatch.node.policy.Space;
import org.commonwatch.node.spine.Identity;
import org.commonwatch.node.spine.Leaf;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.NodeFixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may change whose keys, as a table, with the keys of a real node. */
class KeyRulesTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final Log LOG = new Log(3, "harbour", Space.COMMUNITY, "commonwatch/harbour/1");
    private static final String STEWARD = "org-" + "a".repeat(16);
    private static final String OTHER = "org-" + "b".repeat(16);

    /** A cosigner's key that somebody has, or had. */
    private static final String USED = cosigner(OTHER);

    private static String cosigner(String name) {
        return Cosigner.ofEd25519(name, SigningKey.generate(new SecureRandom()))
                .key()
                .text();
    }

    private static Organisation cosigning(Organisation member, String key) {
        return new Organisation(
                member.title(),
                member.kind(),
                member.key(),
                List.of(key),
                member.urls(),
                member.encryption(),
                member.line());
    }

    @TempDir
    private Path folder = Path.of("");

    private NodeFixture node(String name) {
        return NodeFixture.open(folder.resolve(name), new LocalDisk(), Clock.systemUTC(), List.of(), List.of());
    }

    private static Organisation own(Identity self, String title) throws Refused {
        return Organisation.own(title, OrganisationKind.PUBLIC, self, List.of(), List.of());
    }

    /** The member before the change, one of a community with a steward. */
    private record Known(Organisation before, int keys, String used) implements Standing {
        @Override
        public boolean founded() {
            return true;
        }

        @Override
        public Optional<String> steward() {
            return Optional.of(STEWARD);
        }

        @Override
        public boolean isMember(String name) {
            return name.equals(before.name());
        }

        @Override
        public boolean wasMember(String name) {
            return isMember(name);
        }

        @Override
        public int members() {
            return 2;
        }

        @Override
        public Charter charter() {
            return Charter.DEFAULT;
        }

        @Override
        public Optional<String> policy() {
            return Optional.empty();
        }

        @Override
        public long epoch() {
            return 1;
        }

        @Override
        public boolean cosignerKnown(String key) {
            return key.equals(used);
        }

        @Override
        public Map<String, List<String>> cosigners() {
            return Map.of();
        }

        @Override
        public Optional<Organisation> member(String name) {
            return isMember(name) ? Optional.of(before) : Optional.empty();
        }

        @Override
        public boolean keyKnown(String key) {
            return before.key().text().equals(key);
        }

        @Override
        public int keys(String member) {
            return keys;
        }

        @Override
        public Optional<Invitation> invitation(String id) {
            return Optional.empty();
        }

        @Override
        public int openInvitations() {
            return 0;
        }
    }

    /** @param expected code of the refusal; empty when the change holds */
    record Row(String what, ChangeKeys change, String by, int keys, String expected) {}

    private static Stream<Row> rows(Organisation before, Organisation after, Organisation stranger) {
        KeyReason rotated = KeyReason.ROTATED;
        String member = before.name();
        Organisation silent = new Organisation(
                after.title(), after.kind(), after.key(), List.of(), List.of(), Optional.empty(), Optional.empty());
        return Stream.of(
                new Row("a member changes its own", new ChangeKeys(after, rotated), member, 1, ""),
                new Row("also when others may have it", new ChangeKeys(after, KeyReason.COMPROMISED), member, 1, ""),
                new Row("the steward does when it is lost", new ChangeKeys(after, KeyReason.LOST), STEWARD, 1, ""),
                new Row("no other member does", new ChangeKeys(after, rotated), OTHER, 1, "keys-of-another"),
                new Row("who signs has not lost it", new ChangeKeys(after, KeyReason.LOST), member, 1, "keys-not-lost"),
                new Row("the same key is no change", new ChangeKeys(before, rotated), member, 1, "key-known"),
                new Row(
                        "nobody becomes somebody else",
                        new ChangeKeys(after.named("Bank", after.kind()), rotated),
                        member,
                        1,
                        "keys-only"),
                new Row(
                        "nor another kind",
                        new ChangeKeys(after.named(after.title(), OrganisationKind.CITIZEN_GROUP), rotated),
                        member,
                        1,
                        "keys-only"),
                new Row("a key shows whose it is", new ChangeKeys(silent, rotated), member, 1, "key-not-possessed"),
                new Row(
                        "a new key to cosign with comes along",
                        new ChangeKeys(cosigning(after, cosigner(member)), rotated),
                        member,
                        1,
                        ""),
                new Row(
                        "of one's own",
                        new ChangeKeys(cosigning(after, cosigner(OTHER)), rotated),
                        member,
                        1,
                        "cosigner-name"),
                new Row(
                        "one that reads",
                        new ChangeKeys(cosigning(after, "anything"), rotated),
                        member,
                        1,
                        "vkey-malformed"),
                new Row(
                        "strangers have none to change",
                        new ChangeKeys(stranger, rotated),
                        STEWARD,
                        1,
                        "member-unknown"),
                new Row(
                        "tables are not filled with keys",
                        new ChangeKeys(after, rotated),
                        member,
                        KeyRules.KEYS_MAX,
                        "keys-too-many"));
    }

    @Test
    void judgesAsTheTableSays() throws Refused {
        try (NodeFixture node = node("a");
                NodeFixture other = node("b")) {
            Identity self = node.identity();
            Organisation before = own(self, "Grid");
            self.changeKeys(new TreeSet<>(), "rotated", false);
            Organisation after = own(self, "Grid");
            rows(before, after, own(other.identity(), "Stranger")).forEach(row -> {
                Leaf leaf = new Leaf(LOG, 9, row.by(), KeysEntry.TYPE, 1, NOW, NOW, 0);
                Optional<Refusal> refusal =
                        MembershipRules.judge(row.change(), leaf, new Known(before, row.keys(), USED));
                assertEquals(row.expected(), refusal.map(Refusal::code).orElse(""), row.what());
            });
        }
    }

    /** Neither another member's, nor one that was given up: what it signed is no promise of the key's. */
    @Test
    void aCosignersKeyComesOnce() throws Refused {
        try (NodeFixture node = node("a")) {
            Identity self = node.identity();
            Organisation before = own(self, "Grid");
            self.changeKeys(new TreeSet<>(), "rotated", true);
            String mine = self.cosigner().key().text();
            Organisation after = cosigning(own(self, "Grid"), mine);
            Leaf leaf = new Leaf(LOG, 9, before.name(), KeysEntry.TYPE, 1, NOW, NOW, 0);
            ChangeKeys change = new ChangeKeys(after, KeyReason.ROTATED);
            assertEquals(Optional.empty(), MembershipRules.judge(change, leaf, new Known(before, 1, USED)));
            assertEquals(
                    Optional.of("cosigner-used"),
                    MembershipRules.judge(change, leaf, new Known(before, 1, mine))
                            .map(Refusal::code));
            // Who brings the same cosigns as before with what it cosigns with.
            assertEquals(
                    Optional.empty(), MembershipRules.judge(change, leaf, new Known(cosigning(before, mine), 1, mine)));
        }
    }

    @Test
    void whoChangedItsKeysShowsHowTheyCameFromTheOneThatGaveItsName() throws Refused {
        try (NodeFixture node = node("a")) {
            Identity self = node.identity();
            String name = self.name();
            self.changeKeys(new TreeSet<>(), "rotated", false);
            self.changeKeys(new TreeSet<>(), "rotated", false);
            Organisation now = own(self, "Grid");
            assertEquals(name, now.name());
            assertEquals(2, self.handovers().size());
            assertEquals(now, Organisation.read(now.body()));
            ChangeKeys change = new ChangeKeys(now, KeyReason.COMPROMISED);
            assertEquals(change, ChangeKeys.read(change.body()));

            ObjectNode without = now.body();
            without.remove("line");
            assertThrows(Refused.class, () -> Organisation.read(without), "a name without the key that gave it");
            assertEquals(name, Organisation.ofMember(without).name(), "a member is known by name");
            ObjectNode shorter = now.body();
            shorter.withArray("line").remove(1);
            assertThrows(Refused.class, () -> Organisation.read(shorter), "a gap in the line");
            ObjectNode forged = now.body();
            String signature = forged.at("/line/0/signature").asText();
            ((ObjectNode) forged.at("/line/0"))
                    .put("signature", (signature.startsWith("A") ? "B" : "A") + signature.substring(1));
            assertThrows(Refused.class, () -> Organisation.read(forged), "a handover that nobody signed");
        }
    }

    @Test
    void theNameAndTheNewestKeyOutliveARestartAndOldOnesGo() {
        String name;
        String key;
        try (NodeFixture node = node("a")) {
            Identity self = node.identity();
            name = self.name();
            self.changeKeys(new TreeSet<>(), "rotated", false);
            self.changeKeys(new TreeSet<>(), "rotated", false);
            key = self.key().text();
        }
        assertEquals(
                List.of("author-3.key", "author.key"),
                Stream.of(folder.resolve("a/keys").toFile().list())
                        .filter(file -> file.startsWith("author"))
                        .sorted()
                        .toList());
        try (NodeFixture node = node("a")) {
            assertEquals(name, node.identity().name());
            assertEquals(key, node.identity().key().text());
        }
    }
}
