package org.commonwatch.node.council;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.node.council.CouncilCommand.NameCouncil;
import org.commonwatch.node.council.CouncilCommand.OfferSeat;
import org.commonwatch.node.policy.Space;
import org.commonwatch.node.spine.Leaf;
import org.commonwatch.node.spine.Log;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may offer a seat, and what the steward may make of them, as tables. */
class CouncilRulesTest {
    private static final Instant NOW = Instant.parse("2026-11-26T06:00:00Z");
    static final Log LOG = new Log(3, "harbour", Space.COMMUNITY, "commonwatch/harbour/1");
    static final String PORT = "org-" + "a".repeat(16);
    static final String GRID = "org-" + "b".repeat(16);
    static final String HOSPITAL = "org-" + "c".repeat(16);
    static final String SCHOOL = "org-" + "d".repeat(16);
    static final String STRANGER = "org-" + "e".repeat(16);
    private static final Keys GRIDS = new Keys();
    private static final Keys OTHER = new Keys();

    /** The two keys of a node. */
    static final class Keys {
        final SigningKey checkpoint = SigningKey.generate(new SecureRandom());
        final SigningKey time = SigningKey.generate(new SecureRandom());

        OfferSeat offer(String origin, String member, String address) {
            NoteKey signs = new NoteKey(origin, checkpoint.verifyingKey());
            NoteKey tells = new NoteKey(member, time.verifyingKey());
            return new OfferSeat(
                    address,
                    signs,
                    tells,
                    proof(checkpoint, origin, member, signs),
                    proof(time, origin, member, tells));
        }
    }

    static OfferSeat offer(Keys keys, String member) {
        return keys.offer(LOG.origin(), member, "node.example:7000");
    }

    private static String proof(SigningKey by, String origin, String member, NoteKey key) {
        return Base64.getEncoder().encodeToString(by.sign(OfferSeat.message(origin, member, key)));
    }

    /**
     * The port is the steward; grid, hospital and school are members; all but the school have offered seats; the hospital's has
     * the keys {@code OTHER}.
     */
    private record Known(boolean founded, List<String> council) implements Standing {
        @Override
        public Optional<String> steward() {
            return founded ? Optional.of(PORT) : Optional.empty();
        }

        @Override
        public boolean succeeded() {
            return false;
        }

        @Override
        public boolean isMember(String name) {
            return !name.equals(STRANGER);
        }

        @Override
        public boolean offered(String member) {
            return !member.equals(SCHOOL);
        }

        @Override
        public boolean isAnothers(NoteKey key, String member) {
            boolean others = key.key().equals(OTHER.checkpoint.verifyingKey())
                    || key.key().equals(OTHER.time.verifyingKey());
            return others && !member.equals(HOSPITAL);
        }
    }

    /** @param expected code of the refusal; empty when the offer holds */
    record Offered(String what, OfferSeat offer, String by, List<String> council, String expected) {
        @Override
        public String toString() {
            return what;
        }
    }

    static Stream<Offered> offers() {
        OfferSeat good = offer(GRIDS, GRID);
        NoteKey others = new NoteKey(LOG.origin(), OTHER.checkpoint.verifyingKey());
        OfferSeat claimed =
                new OfferSeat(good.address(), others, good.time(), good.checkpointProof(), good.timeProof());
        OfferSeat claimedTime = new OfferSeat(
                good.address(),
                good.checkpoint(),
                new NoteKey(GRID, OTHER.time.verifyingKey()),
                good.checkpointProof(),
                good.timeProof());
        OfferSeat unproved = new OfferSeat(good.address(), good.checkpoint(), good.time(), "", "no base64");
        return Stream.of(
                new Offered("a member offers a seat", good, GRID, List.of(), ""),
                new Offered("the steward does", offer(OTHER, HOSPITAL), HOSPITAL, List.of(), ""),
                new Offered("a stranger does not", offer(GRIDS, STRANGER), STRANGER, List.of(), "member-unknown"),
                new Offered("nobody for another", good, HOSPITAL, List.of(), "seat-key-name"),
                new Offered(
                        "nobody for another log",
                        GRIDS.offer("commonwatch/other/1", GRID, "node.example:1"),
                        GRID,
                        List.of(),
                        "seat-key-name"),
                new Offered("who sits keeps its keys", good, GRID, List.of(PORT, GRID), "seat-taken"),
                new Offered("who was taken out may change", good, GRID, List.of(PORT), ""),
                new Offered("nobody claims a key he has not", claimed, GRID, List.of(), "seat-proof"),
                new Offered("nor one of times", claimedTime, GRID, List.of(), "seat-proof"),
                new Offered("nobody leaves the proof away", unproved, GRID, List.of(), "seat-proof"),
                new Offered("two do not share keys", offer(OTHER, GRID), GRID, List.of(), "seat-key-taken"));
    }

    @ParameterizedTest
    @MethodSource("offers")
    void judgesOffers(Offered row) {
        assertEquals(row.expected(), code(row.offer(), row.by(), new Known(true, row.council())));
    }

    @ParameterizedTest
    @CsvSource({
        // before; named; by; expected
        "'', P G, P, ''",
        "'', P, P, council-step",
        "'', G, P, council-step",
        "'', P G H, P, council-step",
        "'', P G, G, steward-only",
        "'', P D, P, seat-missing",
        "'', P S, P, member-unknown",
        "P G, P G H, P, ''",
        "P G, G H P, P, ''",
        "P G, P, P, ''",
        "P G, G, P, ''",
        "P G, P H, P, council-step",
        "P G, P G, P, council-step",
        "P G, G P, P, council-step",
        "P G H, G H, P, ''",
        "P G H, P, P, council-step",
        "G, G P, P, ''",
        "G, G H, P, ''",
        "G, P, P, council-step",
    })
    void judgesCouncils(String before, String named, String by, String expected) {
        NameCouncil name = new NameCouncil(members(named));
        assertEquals(expected, code(name, members(by).getFirst(), new Known(true, members(before))));
    }

    @Test
    void nothingGoesBeforeFounding() {
        assertEquals("community-not-founded", code(offer(GRIDS, GRID), GRID, new Known(false, List.of())));
        assertEquals("community-not-founded", code(new NameCouncil(List.of(PORT)), PORT, new Known(false, List.of())));
    }

    /** What is written is what is read: entries mean the same on every node. */
    @Test
    void bodiesReadBackAsTheyWereWritten() throws Refused {
        OfferSeat offer = offer(GRIDS, GRID);
        assertEquals(offer, OfferSeat.read(offer.body()));
        NameCouncil name = new NameCouncil(List.of(PORT, GRID));
        assertEquals(name, NameCouncil.read(name.body()));
        NameCouncil none = new NameCouncil(List.of());
        assertEquals("council-size", refusal(() -> NameCouncil.read(none.body())));
        NameCouncil many = new NameCouncil(IntStream.range(0, CouncilCommand.SEATS_MAX + 1)
                .mapToObj("org-%016x"::formatted)
                .toList());
        assertEquals("council-size", refusal(() -> NameCouncil.read(many.body())));
        assertEquals("council-name", refusal(() -> NameCouncil.read(new NameCouncil(List.of(PORT, PORT)).body())));
        assertEquals("council-name", refusal(() -> NameCouncil.read(new NameCouncil(List.of("Port")).body())));
        ObjectNode bare = offer.body();
        bare.remove("checkpoint");
        assertEquals("vkey-malformed", refusal(() -> OfferSeat.read(bare)));
    }

    @ParameterizedTest
    @CsvSource({
        "node.example:7000, true",
        "127.0.0.1:1, true",
        "[2001:db8::1]:65535, true",
        "a:9, true",
        "node.example, false",
        "node.example:0, false",
        "node.example:65536, false",
        ":7000, false",
        "2001:db8::1:7000, false",
        "https://node.example:7000, false",
        "node.example:7000/x, false",
        "'node.example :7000', false",
        "-node.example:7000, false",
    })
    void anAddressIsHostAndPort(String address, boolean good) {
        assertEquals(good ? "" : "seat-address", refusal(() -> SeatAddress.check(address)));
    }

    private interface Read {
        Object now() throws Refused;
    }

    private static String refusal(Read read) {
        try {
            read.now();
            return "";
        } catch (Refused refused) {
            return refused.refusal().code();
        }
    }

    private static List<String> members(String letters) {
        return Arrays.stream(letters.split(" "))
                .filter(letter -> !letter.isEmpty())
                .map(letter -> switch (letter) {
                    case "P" -> PORT;
                    case "G" -> GRID;
                    case "H" -> HOSPITAL;
                    case "D" -> SCHOOL;
                    default -> STRANGER;
                })
                .toList();
    }

    static Leaf leaf(long index, String by) {
        return new Leaf(LOG, index, by, "any", 1, NOW, NOW, 0);
    }

    private static String code(CouncilCommand command, String by, Standing standing) {
        return CouncilRules.judge(command, leaf(9, by), standing)
                .map(Refusal::code)
                .orElse("");
    }
}
