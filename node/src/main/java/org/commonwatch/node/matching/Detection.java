package org.commonwatch.node.matching;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.commonwatch.kernel.Digest;
import org.commonwatch.node.spine.Applied;
import org.commonwatch.node.spine.Derivation;
import org.commonwatch.node.spine.Micros;
import org.commonwatch.node.spine.PayloadObject;
import org.commonwatch.stix.StixObject;

/**
 * What the projection notes of one object that asks to be looked for.
 *
 * @param version {@code modified} or {@code created} in microseconds, 0 when it states neither
 */
record Detection(long key, String id, long version, DetectionFacts facts, Wanted wanted) {
    /** The first 8 bytes of SHA-256 of an id: equal ids have equal hints, and who follows a hint compares the id. */
    static long hint(String id) {
        return ByteBuffer.wrap(Digest.of(id.getBytes(StandardCharsets.UTF_8)).toBytes())
                .getLong();
    }

    /** Of those objects of an entry that ask to be looked for, in order. */
    static List<Detection> of(Applied entry) {
        Map<String, StixObject> observables = observables(entry);
        List<Optional<Wanted>> wanted = entry.derive(new Derivation<>(object -> wanted(object, observables)));
        List<Detection> found = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            PayloadObject object = entry.objects().get(i);
            wanted.get(i).ifPresent(how -> found.add(of(entry.key(object), object.stix(), how)));
        }
        return found;
    }

    private static Detection of(long key, StixObject stix, Wanted how) {
        long version = stix.modified().map(Micros::of).orElse(0L);
        return new Detection(key, stix.id(), version, DetectionFacts.of(stix), how);
    }

    private static Optional<Wanted> wanted(StixObject stix, Map<String, StixObject> observables) {
        return switch (stix.type()) {
            case "indicator" -> Optional.of(Wanted.of(stix));
            case "observed-data" ->
                DetectionFacts.isMarked(stix) ? Optional.of(Wanted.seen(stix, observables)) : Optional.empty();
            default -> Optional.empty();
        };
    }

    /** What observed data of this entry may name; gathered only when some of it is marked for detection. */
    private static Map<String, StixObject> observables(Applied entry) {
        Map<String, StixObject> byId = new HashMap<>();
        boolean any = entry.objects().stream()
                .anyMatch(object ->
                        object.stix().type().equals("observed-data") && DetectionFacts.isMarked(object.stix()));
        if (any) {
            entry.objects().forEach(object -> byId.put(object.stix().id(), object.stix()));
        }
        return byId;
    }

    /** Whether its values need to be kept: what is revoked or not for detection is never looked for. */
    boolean isUsable() {
        return !facts.revoked() && facts.forDetection() && !facts.benign();
    }

    int flags() {
        return (facts.revoked() ? Flag.REVOKED : 0)
                | (facts.forDetection() ? 0 : Flag.NOT_FOR_DETECTION)
                | (facts.benign() ? Flag.BENIGN : 0);
    }

    /** When it begins, if that is still to come at {@code now}. */
    Optional<Instant> startsAfter(Instant now) {
        return facts.starts().filter(now::isBefore);
    }

    /** Bits of {@code detection.flags}. */
    static final class Flag {
        static final int REVOKED = 1;
        static final int NOT_FOR_DETECTION = 2;
        static final int BENIGN = 4;

        private Flag() {}
    }
}
