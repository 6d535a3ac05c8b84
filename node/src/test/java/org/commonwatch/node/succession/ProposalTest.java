package org.commonwatch.node.succession;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.cosign.CosignerKey;
import org.commonwatch.ledger.disk.LocalDisk;
import org.commonwatch.ledger.keys.MlDsaVerifyingKey;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.policy.PolicyBuilder;
import org.commonwatch.ledger.succession.Epoch;
import org.commonwatch.ledger.succession.Terms;
import org.commonwatch.node.membership.Charter;
import org.commonwatch.node.membership.Communities.Member;
import org.commonwatch.node.membership.Organisation;
import org.commonwatch.node.membership.OrganisationKind;
import org.commonwatch.node.spine.Identity;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.NodeFixture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** What three members' nodes propose to each other. */
class ProposalTest {
    @TempDir
    private Path folder = Path.of("");

    private final List<NodeFixture> nodes = new ArrayList<>();
    private final List<Identity> identities = new ArrayList<>();
    private final List<Member> members = new ArrayList<>();
    private Optional<Log> community = Optional.empty();

    @BeforeEach
    void open() throws Refused {
        for (String name : List.of("a", "b", "c")) {
            NodeFixture node = NodeFixture.open(
                    folder.resolve(name),
                    new LocalDisk(),
                    NodeFixture.steps(Instant.parse("2026-01-01T00:00:00Z")),
                    List.of(),
                    List.of());
            nodes.add(node);
            Identity identity = node.identity();
            identities.add(identity);
            members.add(new Member(
                    Organisation.of(
                            name,
                            OrganisationKind.PRIVATE,
                            identity.key(),
                            List.of(identity.cosigner().key().text()),
                            List.of(URI.create("http://127.0.0.1:1"))),
                    0,
                    Optional.empty(),
                    Optional.of(identity.cosigner().key().text())));
        }
        community = Optional.of(nodes.getFirst().community());
    }

    @AfterEach
    void close() {
        nodes.forEach(NodeFixture::close);
    }

    private Log log() {
        return community.orElseThrow();
    }

    /** The founder's epoch, cosigned by all three; one of the cosigners may be another key. */
    private Epoch before(CosignerKey third) throws Refused {
        List<Policy.Witness> lines = new ArrayList<>();
        for (Identity identity : identities.subList(0, 2)) {
            lines.add(new Policy.Witness(identity.name(), identity.cosigner().key(), Optional.empty()));
        }
        lines.add(new Policy.Witness(identities.get(2).name(), third, Optional.empty()));
        Policy policy = PolicyBuilder.community(
                List.of(new Policy.Log(nodes.getFirst().logs().keys(log()).checkpoint(), Optional.empty())), lines, 2);
        return Epoch.first(log().origin(), new Terms(policy, Map.of()));
    }

    private Epoch before() throws Refused {
        return before(identities.get(2).cosigner().key());
    }

    private KeyOffer offer(int member) throws Refused {
        return KeyOffer.own(identities.get(member), log(), 2, "http://127.0.0.1:" + (9_000 + member));
    }

    private static String code(Executable what) {
        return assertThrows(Refused.class, what).refusal().code();
    }

    @Test
    void theTermsFollowFromWhoTakesPartAndWhoOrders() throws Refused {
        Proposal proposal = Proposal.own(
                identities.get(1), log(), before(), identities.get(2).name(), List.of(offer(2), offer(1)));
        Proposal read = Proposal.parse(proposal.toBytes());
        assertArrayEquals(proposal.toBytes(), read.toBytes());
        read.verify(before(), members);
        Terms terms = read.terms(Charter.DEFAULT);
        assertEquals(
                List.of(identities.get(2).checkpointKey(log(), 2)),
                terms.policy().logKeys());
        assertEquals(2, terms.policy().witnesses().size());
        assertEquals(
                List.of(identities.get(2).name()), List.copyOf(terms.operators().values()));
        // Who proposes, and in which order it heard the others, makes no other terms.
        Proposal other = Proposal.own(
                identities.getFirst(), log(), before(), identities.get(2).name(), List.of(offer(1), offer(2)));
        assertEquals(terms.id(), other.terms(Charter.DEFAULT).id());
        Epoch second = new Epoch(log().origin(), 2, terms, before().start(), before().keys());
        assertEquals(
                URI.create("http://127.0.0.1:9002"),
                Deciding.turn(second).contacts().getFirst());
    }

    @Test
    void nobodyPutsKeysOfItsOwnIntoAnothersPlace() throws Refused {
        KeyOffer mine = offer(1);
        KeyOffer stolen = new KeyOffer(
                mine.origin(),
                2,
                identities.get(2).name(),
                mine.checkpoint(),
                CosignerKey.ofMlDsa44(
                        identities.get(2).name(),
                        MlDsaVerifyingKey.of(mine.cosigner().toBytes())),
                mine.url(),
                mine.signature());
        Proposal proposal = Proposal.own(
                identities.get(1), log(), before(), identities.get(1).name(), List.of(mine, stolen));
        assertEquals("succession-keys", code(() -> proposal.verify(before(), members)));
        Proposal alone = Proposal.own(
                identities.get(1), log(), before(), identities.get(2).name(), List.of(mine));
        assertEquals("succession-orders", code(() -> alone.terms(Charter.DEFAULT)));
        Proposal strangers = Proposal.own(
                identities.get(1), log(), before(), identities.get(1).name(), List.of(mine, offer(2)));
        assertEquals("member-unknown", code(() -> strangers.verify(before(), members.subList(0, 2))));
    }

    @Test
    void keysOfAnEpochAreNewAndTheProposalIsAboutTheOneThatEnds() throws Refused {
        Proposal proposal = Proposal.own(
                identities.get(1), log(), before(), identities.get(1).name(), List.of(offer(1), offer(2)));
        Epoch used = before(identities.get(2).cosigner(log(), 2).key());
        assertEquals("succession-epoch", code(() -> proposal.verify(used, members)));
        Proposal again =
                Proposal.own(identities.get(1), log(), used, identities.get(1).name(), List.of(offer(1), offer(2)));
        assertEquals("succession-keys", code(() -> again.verify(used, members)));
    }

    @Test
    void anyChangedByteIsRefused() throws Refused {
        byte[] good = Proposal.own(
                        identities.get(1), log(), before(), identities.get(1).name(), List.of(offer(1), offer(2)))
                .toBytes();
        Random dice = new Random(20_261_128);
        for (int round = 0; round < 200; round++) {
            byte[] wrong = good.clone();
            int at = dice.nextInt(good.length);
            wrong[at] ^= (byte) (1 << dice.nextInt(7));
            assertThrows(Refused.class, () -> Proposal.parse(wrong).verify(before(), members), "byte " + at);
        }
    }
}
