package org.commonwatch.node.audience;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.keys.KeyId;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.statement.Audience;
import org.commonwatch.ledger.statement.Draft;
import org.commonwatch.ledger.statement.LanePosition;
import org.commonwatch.ledger.statement.PayloadCommitment;
import org.commonwatch.ledger.statement.Statement;
import org.commonwatch.node.policy.Space;
import org.commonwatch.node.spine.Leaf;
import org.commonwatch.node.spine.Log;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may hand out which key, and what is sealed to the wrong epoch, as tables. */
class RekeyRulesTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final Log LOG = new Log(3, "harbour", Space.COMMUNITY, "commonwatch/harbour/1");
    private static final String STEWARD = "org-" + "a".repeat(16);
    private static final String GRID = "org-" + "b".repeat(16);
    private static final String HOSPITAL = "org-" + "c".repeat(16);
    private static final String GONE = "org-" + "d".repeat(16);
    private static final List<String> ALL = List.of(STEWARD, GRID, HOSPITAL);
    private static final List<String> TWO = List.of(GRID, HOSPITAL);
    private static final String NAMED = NamedMembers.id(GRID, TWO);
    private static final Digest ONE = Digest.of(new byte[] {1});
    private static final Digest OTHER = Digest.of(new byte[] {2});

    /** The community is in version 4, epoch 2; the audience that Grid named is closed in epoch 1. */
    private record Known(boolean founded, boolean closed) implements Standing {
        @Override
        public Optional<Community> community() {
            return founded ? Optional.of(new Community("harbour", STEWARD)) : Optional.empty();
        }

        @Override
        public boolean receives(String member) {
            return ALL.contains(member);
        }

        @Override
        public Optional<Epoch> latest(String audience) {
            return switch (audience) {
                case "harbour" -> Optional.of(new Epoch(4, 2, ONE, STEWARD, closed));
                case "closed" -> Optional.of(new Epoch(1, 1, ONE, GRID, true));
                default -> Optional.empty();
            };
        }

        @Override
        public Optional<Digest> commitment(String audience, long epoch) {
            return audience.equals("harbour") && epoch <= 2 ? Optional.of(ONE) : Optional.empty();
        }
    }

    /** @param expected code of the refusal; empty when the command holds */
    record Row(String what, Rekey rekey, String by, int wraps, String expected) {
        @Override
        public String toString() {
            return what;
        }
    }

    private static Row row(
            String what,
            String audience,
            long version,
            long epoch,
            Digest key,
            List<String> to,
            String by,
            String expected) {
        return new Row(what, new Rekey(audience, version, epoch, key, to), by, to.size(), expected);
    }

    static Stream<Row> rows() {
        return Stream.of(
                row("the steward renews", "harbour", 5, 3, OTHER, ALL, STEWARD, ""),
                row("the steward hands on the current key", "harbour", 5, 2, ONE, List.of(HOSPITAL), STEWARD, ""),
                row("an older one may be handed on", "harbour", 5, 1, ONE, List.of(HOSPITAL), STEWARD, ""),
                row("another member does not", "harbour", 5, 3, OTHER, ALL, GRID, "steward-only"),
                row("an epoch keeps its key", "harbour", 5, 2, OTHER, ALL, STEWARD, "epoch-other-key"),
                row("no epoch is left out", "harbour", 5, 4, OTHER, ALL, STEWARD, "epoch-order"),
                row("versions do not repeat", "harbour", 4, 3, OTHER, ALL, STEWARD, "audience-version"),
                row("versions are not left out", "harbour", 6, 3, OTHER, ALL, STEWARD, "audience-version"),
                row("who left gets none", "harbour", 5, 3, OTHER, List.of(STEWARD, GONE), STEWARD, "member-unknown"),
                row("a member names others", NAMED, 1, 1, OTHER, TWO, GRID, ""),
                row("the id means these and no others", NAMED, 1, 1, OTHER, ALL, GRID, "audience-other"),
                row("nobody names for another", NAMED, 1, 1, OTHER, TWO, HOSPITAL, "audience-other"),
                row("an id of one's own making", "mine", 1, 1, OTHER, TWO, GRID, "audience-other"),
                new Row("a wrap is missing", new Rekey("harbour", 5, 3, OTHER, ALL), STEWARD, 2, "wraps-count"));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void judges(Row row) {
        Leaf leaf = new Leaf(LOG, 9, row.by(), Rekey.TYPE, 1, NOW, NOW, row.wraps());
        assertEquals(
                row.expected(),
                RekeyRules.judge(row.rekey(), leaf, new Known(true, false))
                        .map(Refusal::code)
                        .orElse(""));
        assertEquals(
                Optional.of("community-not-founded"),
                RekeyRules.judge(row.rekey(), leaf, new Known(false, false)).map(Refusal::code));
    }

    @ParameterizedTest(name = "sealed {0} to epoch {1} of {2}, closed {3}: {4}")
    @CsvSource({
        "true,  2, harbour, false, ''",
        "true,  1, harbour, false, epoch-outdated",
        "true,  3, harbour, false, epoch-outdated",
        "true,  2, harbour, true,  epoch-outdated",
        "true,  1, closed,  false, epoch-outdated",
        "true,  1, unknown, false, audience-unknown",
        "true, -1, harbour, false, seal-malformed",
        "false, 2, harbour, false, seal-malformed",
        "false,-1, harbour, false, ''",
    })
    void checksWhatIsSealed(boolean sealed, long epoch, String audience, boolean closed, String expected) {
        SigningKey key = SigningKey.ofSeed(new byte[32]);
        Draft draft = Draft.of(
                        LOG.origin(),
                        GRID,
                        NOW,
                        "sharing.objects",
                        1,
                        new Audience(audience, epoch < 0 ? Optional.empty() : Optional.of(epoch)))
                .with(new PayloadCommitment(1, 10, ONE, sealed ? Optional.of(OTHER) : Optional.empty()));
        KeyId id = key.id();
        assertEquals(
                expected,
                RekeyRules.check(new Statement(draft, id, LanePosition.FIRST), new Known(true, closed))
                        .map(Refusal::code)
                        .orElse(""));
    }

    @Test
    void aBodyReadsAsItWasWrittenAndAnythingElseIsRefused() throws Refused {
        Rekey rekey = new Rekey("harbour", 5, 3, OTHER, ALL);
        assertEquals(rekey, Rekey.read(rekey.body()));
        ObjectNode twice = rekey.body();
        twice.putArray("members").add(GRID).add(GRID);
        ObjectNode unsorted = rekey.body();
        unsorted.putArray("members").add(HOSPITAL).add(GRID);
        ObjectNode many = rekey.body();
        for (int i = 0; i <= Rekey.MEMBERS_MAX; i++) {
            many.withArray("members").add("org-" + "e%015d".formatted(i));
        }
        for (ObjectNode wrong : List.of(
                twice,
                unsorted,
                many,
                rekey.body().put("epoch", 0),
                rekey.body().put("version", "5"),
                rekey.body().put("commitment", "beef"),
                rekey.body().put("audience", "x".repeat(200)),
                JsonNodeFactory.instance.objectNode())) {
            assertThrows(Refused.class, () -> Rekey.read(wrong), wrong.toString());
        }
    }
}
