package org.commonwatch.sim;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.cosign.Cosigner;
import org.commonwatch.ledger.keys.MlDsaSigningKey;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.note.NoteSigner;
import org.commonwatch.ledger.statement.Audience;
import org.commonwatch.ledger.statement.Draft;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.LanePosition;

/**
 * Keys and signed statements that all seeds share, each made once: making keys and signing would cost more than all else.
 * The same in every run.
 */
final class Keys {
    static final String ORIGIN = "log.example.org/simulated";
    static final Instant START = Instant.parse("2026-11-22T06:00:00Z");

    /** Of each key; a run has some dozen checkpoints. */
    private static final int SIGNATURES_REMEMBERED = 256;

    private static final Map<String, Cosigner> COSIGNERS = new ConcurrentHashMap<>();
    private static final Map<String, SigningKey> SIGNING = new ConcurrentHashMap<>();
    private static final Map<Digest, Digest> STATEMENTS = new ConcurrentHashMap<>();
    private static final Map<Integer, List<Envelope>> LANES = new ConcurrentHashMap<>();

    private Keys() {}

    private static byte[] seed(String of) {
        return Digest.of(of.getBytes(StandardCharsets.UTF_8)).toBytes();
    }

    private static SigningKey signing(String of) {
        return SIGNING.computeIfAbsent(of, any -> SigningKey.ofSeed(seed(of)).remembering(SIGNATURES_REMEMBERED));
    }

    static NoteSigner log(long epoch) {
        return new NoteSigner(ORIGIN, signing("log " + epoch));
    }

    static SigningKey time(long epoch) {
        return signing("time " + epoch);
    }

    static SigningKey author(int member) {
        return signing("author " + member);
    }

    /** @param postQuantum ML-DSA-44 instead of Ed25519 */
    static Cosigner cosigner(int member, long epoch, boolean postQuantum) {
        String name = "m" + member + ".example/epoch-" + epoch;
        return COSIGNERS.computeIfAbsent(
                name + postQuantum,
                of -> postQuantum
                        ? Cosigner.ofMlDsa44(name, MlDsaSigningKey.ofSeed(seed(of)))
                        : Cosigner.ofEd25519(name, signing(of)));
    }

    /** A member's statement by its number in the lane, from 1. */
    static Envelope statement(int member, long sequence) {
        List<Envelope> lane = LANES.computeIfAbsent(member, any -> new ArrayList<>());
        synchronized (lane) {
            while (lane.size() < sequence) {
                LanePosition position = lane.isEmpty()
                        ? LanePosition.FIRST
                        : lane.getLast()
                                .statement()
                                .position()
                                .next(lane.getLast().id());
                lane.add(sign(member, position));
                STATEMENTS.put(Digest.of(lane.getLast().leaf()), lane.getLast().id());
            }
            return lane.get((int) sequence - 1);
        }
    }

    /** The id of a member's statement by its leaf, without parsing it; empty for any other leaf. */
    static Optional<Digest> idOf(byte[] leaf) {
        return Optional.ofNullable(STATEMENTS.get(Digest.of(leaf)));
    }

    private static Envelope sign(int member, LanePosition position) {
        Draft draft = Draft.of(ORIGIN, "m" + member + ".example", START, "test.note", 1, Audience.of("community"))
                .with(JsonNodeFactory.instance.objectNode().put("number", position.sequence()));
        try {
            return Envelope.sign(draft, position, author(member));
        } catch (Refused e) {
            throw new IllegalStateException(e);
        }
    }
}
