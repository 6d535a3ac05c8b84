package org.commonwatch.node.membership;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.cosign.Cosigner;
import org.commonwatch.ledger.cosign.CosignerKey;
import org.commonwatch.ledger.disk.LocalDisk;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.policy.PolicyBuilder;
import org.commonwatch.node.membership.MembershipCommand.ChangeKeys;
import org.commonwatch.node.membership.MembershipCommand.SetCosigner;
import org.commonwatch.node.membership.MembershipCommand.SetPolicy;
import org.commonwatch.node.membership.MembershipCommand.Succeed;
import org.commonwatch.node.policy.Space;
import org.commonwatch.node.spine.Identity;
import org.commonwatch.node.spine.Leaf;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.NodeFixture;
import org.commonwatch.node.spine.TablesFixture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who cosigns with which key when the founder's epoch has ended: what entries make of it, over the tables of this slice. */
class SucceedingTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Log LOG = new Log(3, "harbour", Space.COMMUNITY, "commonwatch/harbour/1");
    private static final Instant NOW = Instant.parse("2026-11-26T06:00:00Z");
    private static final Digest SECRET = Digest.of(new byte[] {1});
    private static final Digest RECORD = Digest.of(new byte[] {2});

    @TempDir
    private Path folder = Path.of("");

    private final Map<String, CosignerKey> keys = new HashMap<>();
    private final NoteKey first = logKey();
    private final NoteKey second = logKey();
    private long entries;
    private final Organisation port = organisation("Port");
    private final Organisation grid = organisation("Grid");
    private final Organisation hospital = organisation("Hospital");
    private @Nullable TablesFixture opened;

    @BeforeEach
    void found() throws Refused {
        opened = TablesFixture.open(folder.resolve("tables"), List.of(MembershipParts.projection()));
        var create = new MembershipCommand.Create("harbour", Charter.of("majority"), port);
        assertEquals("", entry(new CreateEntry(), port, create));
        admit(grid);
        admit(hospital);
        assertEquals("", states(port, policy(first, witness(port, 1), witness(grid, 1), witness(hospital, 1))));
    }

    @AfterEach
    void close() {
        tables().close();
    }

    private TablesFixture tables() {
        return Objects.requireNonNull(opened);
    }

    private <C extends MembershipCommand> String entry(MembershipEntry<C> type, Organisation by, C command) {
        return tables().entry(type, new Leaf(LOG, entries++, by.name(), "any", 1, NOW, NOW, 0), command.body());
    }

    private void admit(Organisation member) {
        String id = "%032x".formatted(entries);
        var invite = new MembershipCommand.Invite(id, SECRET, NOW.plusSeconds(60));
        assertEquals("", entry(new InviteEntry(), port, invite));
        assertEquals("", entry(new AdmitEntry(), port, new MembershipCommand.Admit(id, member)));
    }

    private static NoteKey logKey() {
        return new NoteKey(LOG.origin(), SigningKey.generate(RANDOM).verifyingKey());
    }

    /** The key of a member for an epoch, always the same. */
    private CosignerKey key(String member, int epoch) {
        return keys.computeIfAbsent(
                member + epoch,
                any -> Cosigner.ofEd25519(member, SigningKey.generate(RANDOM)).key());
    }

    private Policy.Witness witness(Organisation member, int epoch) {
        return new Policy.Witness(member.name(), key(member.name(), epoch), Optional.empty());
    }

    private static Policy policy(NoteKey log, Policy.Witness... witnesses) throws Refused {
        return PolicyBuilder.community(
                List.of(new Policy.Log(log, Optional.empty())), Arrays.asList(witnesses), witnesses.length / 2 + 1);
    }

    private String states(Organisation by, Policy policy) {
        return entry(new PolicyEntry(List.of()), by, new SetPolicy(policy.text()));
    }

    private String says(Organisation by, CosignerKey key) {
        return entry(new CosignerEntry(), by, new SetCosigner(key.text()));
    }

    private Optional<String> cosigns(Organisation member) {
        return new Communities(tables().index())
                .member(LOG, member.name())
                .orElseThrow()
                .cosigner();
    }

    private Communities.Community community() {
        return new Communities(tables().index()).of(LOG).orElseThrow();
    }

    /** The grid and the hospital go on without the port. */
    private String succeeds(Organisation by, Policy policy) throws Refused {
        String terms = terms().text();
        Successors verified =
                (log, epoch, record, member) -> epoch == 2 && record.equals(RECORD) && member.equals(grid.name())
                        ? Optional.of(terms)
                        : Optional.empty();
        return entry(new SucceedEntry(verified), by, new Succeed(2, RECORD, policy.text()));
    }

    private Policy terms() throws Refused {
        return policy(second, witness(grid, 2), witness(hospital, 2));
    }

    @Test
    void theTermsOfARecordSayWhoCosignsAndWhichPolicyStands() throws Refused {
        assertEquals(1, community().epoch());
        assertEquals("successor-unknown", succeeds(hospital, terms()), "who does not order");
        assertEquals("successor-unknown", succeeds(grid, policy(second, witness(grid, 2))), "not what was voted for");
        assertEquals(Optional.of(key(port.name(), 1).text()), cosigns(port));
        assertEquals("", succeeds(grid, terms()));
        assertEquals(2, community().epoch());
        assertEquals(grid.name(), community().steward());
        assertEquals(Optional.of(terms().text()), community().policy());
        assertEquals(Optional.empty(), cosigns(port));
        assertEquals(Optional.of(key(grid.name(), 2).text()), cosigns(grid));
        assertEquals(Optional.of(key(hospital.name(), 2).text()), cosigns(hospital));
        assertEquals("epoch-known", succeeds(grid, terms()), "twice would take back what was said since");
    }

    @Test
    void whoTookNoPartSaysItsKeyOnceAndCountsThenByThePolicy() throws Refused {
        assertEquals("cosigner-known", says(port, key(port.name(), 2)), "the founder's epoch has its keys");
        assertEquals("", succeeds(grid, terms()));
        Policy old = policy(second, witness(grid, 2), witness(hospital, 2), witness(port, 1));
        Policy all = policy(second, witness(grid, 2), witness(hospital, 2), witness(port, 2));
        assertEquals("policy-stranger", states(grid, old));
        assertEquals("policy-stranger", states(grid, all), "nobody says another's key");
        assertEquals("cosigner-used", says(port, key(port.name(), 1)));
        assertEquals("cosigner-used", says(port, key(grid.name(), 2)));
        assertEquals("cosigner-name", says(port, key("org-" + "e".repeat(16), 2)));
        assertEquals("cosigner-known", says(hospital, key(hospital.name(), 3)));
        assertEquals("member-unknown", says(organisation("Stranger"), key(port.name(), 2)));
        assertEquals("", says(port, key(port.name(), 2)));
        assertEquals("cosigner-known", says(port, key(port.name(), 3)));
        assertEquals("steward-only", states(port, all), "the founder is steward no more");
        assertEquals("policy-drops", states(grid, policy(second, witness(grid, 2), witness(port, 2))));
        assertEquals("", states(grid, all));
        assertEquals(Optional.of(all.text()), community().policy());
    }

    /** A change of the key that speaks is none of the key that cosigns, which stands beside it as it was admitted. */
    @Test
    void whoChangesTheKeyItSpeaksWithCosignsAsBefore() throws Refused {
        try (NodeFixture node =
                NodeFixture.open(folder.resolve("node"), new LocalDisk(), Clock.systemUTC(), List.of(), List.of())) {
            Identity self = node.identity();
            List<String> admitted = List.of(key(self.name(), 1).text());
            Organisation school = Organisation.own("School", OrganisationKind.PUBLIC, self, admitted, hospital.urls());
            admit(school);
            Policy terms = policy(second, witness(grid, 2), witness(hospital, 2), witness(school, 2));
            Successors verified = (log, epoch, record, member) -> Optional.of(terms.text());
            assertEquals("", entry(new SucceedEntry(verified), grid, new Succeed(2, RECORD, terms.text())));
            self.changeKeys(new TreeSet<>(), "rotated", false);
            Organisation changed = Organisation.own("School", OrganisationKind.PUBLIC, self, admitted, hospital.urls());
            assertEquals("", entry(new KeysEntry(), school, new ChangeKeys(changed, KeyReason.ROTATED)));
            assertEquals(Optional.of(key(self.name(), 2).text()), cosigns(school));
            List<String> lost = List.of(key(self.name(), 3).text());
            self.changeKeys(new TreeSet<>(), "lost", false);
            Organisation anew = Organisation.own("School", OrganisationKind.PUBLIC, self, lost, hospital.urls());
            assertEquals("", entry(new KeysEntry(), grid, new ChangeKeys(anew, KeyReason.LOST)));
            assertEquals(Optional.of(lost.getFirst()), cosigns(school), "a lost home has lost that key as well");
        }
    }

    private Organisation organisation(String title) {
        SigningKey key = SigningKey.generate(RANDOM);
        String name = key.id().ownerName();
        return new Organisation(
                title,
                OrganisationKind.PUBLIC,
                new NoteKey(name, key.verifyingKey()),
                List.of(key(name, 1).text()),
                List.of(URI.create("https://node.example")));
    }
}
