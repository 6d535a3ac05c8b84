package org.commonwatch.node.membership;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.node.membership.MembershipCommand.Admit;
import org.commonwatch.node.membership.MembershipCommand.Create;
import org.commonwatch.node.membership.MembershipCommand.Invite;
import org.commonwatch.node.membership.MembershipCommand.Remove;
import org.commonwatch.node.membership.MembershipCommand.RevokeInvitation;
import org.commonwatch.node.membership.MembershipCommand.SetPolicy;
import org.commonwatch.node.policy.Space;
import org.commonwatch.node.spine.Leaf;
import org.commonwatch.node.spine.Log;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may do what about who belongs, as a table. */
class MembershipRulesTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final Log LOG = new Log(3, "harbour", Space.COMMUNITY, "commonwatch/harbour/1");
    private static final Organisation STEWARD = organisation("Port");
    private static final Organisation MEMBER = organisation("Grid");
    private static final Organisation STRANGER = organisation("Stranger");
    private static final Organisation GONE = organisation("Gone");
    private static final String OPEN = "0".repeat(32);
    private static final String USED = "1".repeat(32);
    private static final String REVOKED = "2".repeat(32);
    private static final String EXPIRED = "3".repeat(32);
    private static final String NEW = "4".repeat(32);
    private static final Digest SECRET = Digest.of(new byte[] {1});

    /** @param expected code of the refusal; empty when the command holds */
    record Row(String what, MembershipCommand command, Organisation by, boolean founded, String expected) {
        @Override
        public String toString() {
            return what;
        }
    }

    static Stream<Row> rows() {
        Create create = new Create("harbour", Charter.DEFAULT, STEWARD);
        return Stream.of(
                new Row("the founder founds", create, STEWARD, false, ""),
                new Row("nobody founds for another", create, MEMBER, false, "founder-other"),
                new Row("nobody founds twice", create, STEWARD, true, "community-founded"),
                new Row("nothing goes before founding", invite(NEW, 60), STEWARD, false, "community-not-founded"),
                new Row("the steward invites", invite(NEW, 60), STEWARD, true, ""),
                new Row("a member does not invite", invite(NEW, 60), MEMBER, true, "steward-only"),
                new Row("an id is used once", invite(OPEN, 60), STEWARD, true, "invitation-known"),
                new Row("no invitation is over before it begins", invite(NEW, 0), STEWARD, true, "invitation-expired"),
                new Row("the steward revokes", new RevokeInvitation(OPEN), STEWARD, true, ""),
                new Row("twice is harmless", new RevokeInvitation(REVOKED), STEWARD, true, ""),
                new Row("not what admitted", new RevokeInvitation(USED), STEWARD, true, "invitation-used"),
                new Row("not what is unknown", new RevokeInvitation(NEW), STEWARD, true, "invitation-unknown"),
                new Row("an open invitation admits", new Admit(OPEN, STRANGER), STEWARD, true, ""),
                new Row("nobody admits himself", new Admit(OPEN, STRANGER), STRANGER, true, "steward-only"),
                new Row("a used one admits nobody", new Admit(USED, STRANGER), STEWARD, true, "invitation-used"),
                new Row("nor a revoked one", new Admit(REVOKED, STRANGER), STEWARD, true, "invitation-revoked"),
                new Row("nor an expired one", new Admit(EXPIRED, STRANGER), STEWARD, true, "invitation-expired"),
                new Row("nor one that is not there", new Admit(NEW, STRANGER), STEWARD, true, "invitation-unknown"),
                new Row("a member is admitted once", new Admit(OPEN, MEMBER), STEWARD, true, "member-known"),
                new Row("who left comes with a new key", new Admit(OPEN, GONE), STEWARD, true, "member-known"),
                new Row("the steward removes", new Remove(MEMBER.name(), "left"), STEWARD, true, ""),
                new Row("a member leaves", new Remove(MEMBER.name(), "we leave"), MEMBER, true, ""),
                new Row("a member removes no other", new Remove(GONE.name(), ""), MEMBER, true, "steward-only"),
                new Row("the steward stays", new Remove(STEWARD.name(), ""), STEWARD, true, "steward-stays"),
                new Row("nobody is removed twice", new Remove(GONE.name(), ""), STEWARD, true, "member-unknown"),
                new Row("the steward states the policy", new SetPolicy("quorum none\n"), STEWARD, true, ""),
                new Row("nobody else does", new SetPolicy("quorum none\n"), MEMBER, true, "steward-only"));
    }

    private static Invite invite(String id, long seconds) {
        return new Invite(id, SECRET, NOW.plusSeconds(seconds));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void judges(Row row) {
        Leaf leaf = new Leaf(LOG, 9, row.by().name(), "any", 1, NOW, NOW, 0);
        Optional<Refusal> refusal = MembershipRules.judge(row.command(), leaf, new Known(row.founded()));
        assertEquals(row.expected(), refusal.map(Refusal::code).orElse(""));
    }

    /** A record lets somebody order the log; whoever it is becomes the steward by saying so, and nobody else does. */
    @Test
    void whoOrdersTheLogByARecordIsTheSteward() throws Refused {
        Leaf byMember = new Leaf(LOG, 9, MEMBER.name(), "any", 1, NOW, NOW, 0);
        Leaf byStranger = new Leaf(LOG, 9, STRANGER.name(), "any", 1, NOW, NOW, 0);
        assertEquals("", succeeds(byMember, true, true));
        assertEquals("successor-unknown", succeeds(byMember, true, false));
        assertEquals("successor-unknown", succeeds(byStranger, true, true));
        assertEquals("community-not-founded", succeeds(byMember, false, true));
        MembershipCommand.Succeed succeed = new MembershipCommand.Succeed(2, SECRET, "quorum none\n");
        assertEquals(succeed, MembershipCommand.Succeed.read(succeed.body()));
        assertEquals(
                "body-epoch",
                code(() -> MembershipCommand.Succeed.read(succeed.body().put("epoch", 1))));
    }

    private static String succeeds(Leaf leaf, boolean founded, boolean orders) {
        MembershipCommand.Succeed succeed = new MembershipCommand.Succeed(2, SECRET, "quorum none\n");
        return MembershipRules.succeed(succeed, leaf, new Known(founded), orders)
                .map(Refusal::code)
                .orElse("");
    }

    /** What is written is what is read: entries mean the same on every node. */
    @Test
    void bodiesReadBackAsTheyWereWritten() throws Refused {
        Create create = new Create("harbour", Charter.of("majority"), STEWARD);
        assertEquals(create, Create.read(create.body()));
        Admit admit = new Admit(OPEN, MEMBER);
        assertEquals(admit, Admit.read(admit.body()));
        Invite invite = invite(NEW, 60);
        assertEquals(invite, Invite.read(invite.body()));
        assertEquals("body-time", code(() -> Invite.read(invite.body().put("expires", "+999999999-01-01T00:00:00Z"))));
        assertEquals("organisation", code(() -> Organisation.read(MEMBER.body().put("title", "a\u0000b"))));
        assertEquals("organisation", code(() -> Organisation.read(MEMBER.body().put("kind", "empire"))));
        NoteKey other = new NoteKey("org-0000000000000000", MEMBER.key().key());
        assertEquals("organisation", code(() -> Organisation.read(MEMBER.body().put("key", other.text()))));
    }

    private interface Read {
        Object now() throws Refused;
    }

    private static String code(Read read) {
        try {
            return "was read: " + read.now();
        } catch (Refused refused) {
            return refused.refusal().code();
        }
    }

    private static Organisation organisation(String title) {
        SigningKey key = SigningKey.generate(new SecureRandom());
        return new Organisation(
                title,
                OrganisationKind.PUBLIC,
                new NoteKey(key.id().ownerName(), key.verifyingKey()),
                List.of(),
                List.of(URI.create("https://" + title.toLowerCase(java.util.Locale.ROOT) + ".example")));
    }

    /** The community of the table. */
    private record Known(boolean founded) implements Standing {
        private static final Set<String> MEMBERS = new HashSet<>(Set.of(STEWARD.name(), MEMBER.name()));
        private static final Map<String, Invitation> INVITATIONS = new HashMap<>(Map.of(
                OPEN, new Invitation(NOW.plusSeconds(60), false, false),
                USED, new Invitation(NOW.plusSeconds(60), true, false),
                REVOKED, new Invitation(NOW.plusSeconds(60), false, true),
                EXPIRED, new Invitation(NOW, false, false)));

        @Override
        public Optional<String> steward() {
            return founded ? Optional.of(STEWARD.name()) : Optional.empty();
        }

        @Override
        public boolean isMember(String name) {
            return MEMBERS.contains(name);
        }

        @Override
        public boolean wasMember(String name) {
            return isMember(name) || name.equals(GONE.name());
        }

        @Override
        public int members() {
            return MEMBERS.size();
        }

        @Override
        public Optional<Invitation> invitation(String id) {
            return Optional.ofNullable(INVITATIONS.get(id));
        }

        @Override
        public int openInvitations() {
            return 1;
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
            return false;
        }

        @Override
        public Map<String, List<String>> cosigners() {
            return Map.of();
        }

        @Override
        public Optional<Organisation> member(String name) {
            return Stream.of(STEWARD, MEMBER)
                    .filter(one -> founded && one.name().equals(name))
                    .findFirst();
        }

        @Override
        public boolean keyKnown(String key) {
            return Stream.of(STEWARD, MEMBER, GONE)
                    .anyMatch(one -> one.key().text().equals(key));
        }

        @Override
        public int keys(String member) {
            return 1;
        }
    }
}
