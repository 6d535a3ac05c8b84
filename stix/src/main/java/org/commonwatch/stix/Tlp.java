package org.commonwatch.stix;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.commonwatch.kernel.Refused;

/**
 * The Traffic Light Protocol 2.0 of FIRST, from open to closed: {@link #compareTo} says which is more restrictive. TLP 1 is
 * read as its successor: WHITE is CLEAR, the rest keep their names.
 *
 * <p>Each level has the marking definition that OASIS publishes for TLP 2.0 (a property extension) and, but for the strict
 * one, the one that STIX 2.1 section 7.2.1.4 fixes for TLP 1.
 */
public enum Tlp {
    CLEAR("94868c89-83c2-464b-929b-a1a8aa3c8487", "613f2e26-407d-48c7-9eca-b8e91df99dc9", "white"),
    GREEN("bab4a63c-aed9-4cf5-a766-dfca5abac2bb", "34098fce-860f-48ae-8e50-ebd3cc5e41da", "green"),
    AMBER("55d920b0-5e8b-4f79-9ee9-91f868d9b421", "f88d31f6-486f-44da-b317-01333bde0b82", "amber"),
    AMBER_STRICT("939a9414-2ddd-4d32-a0cd-375ea402b003", "", ""),
    RED("e828b379-4e03-4974-9ac4-e53a884c97c1", "5e57c739-391a-4eb3-b6be-7d15ca92d5ed", "red");

    /** The extension through which a marking definition states a TLP 2.0 level in {@code tlp_2_0}. */
    public static final String EXTENSION_ID = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d";

    private static final Map<String, Tlp> BY_ID = byId();

    private final String id2;
    private final String id1;
    private final String word1;

    Tlp(String uuid2, String uuid1, String word1) {
        this.id2 = "marking-definition--" + uuid2;
        this.id1 = uuid1.isEmpty() ? "" : "marking-definition--" + uuid1;
        this.word1 = word1;
    }

    /** As written after {@code TLP:}, for example {@code AMBER+STRICT}. */
    public String label() {
        return name().replace('_', '+');
    }

    /** The value of {@code tlp_2_0}, for example {@code amber+strict}. */
    public String word() {
        return label().toLowerCase(Locale.ROOT);
    }

    /** The id of the TLP 2.0 marking definition. */
    public String markingId() {
        return id2;
    }

    /** The id of the TLP 1 marking definition of STIX 2.1; none for the level that TLP 1 did not have. */
    public Optional<String> tlp1MarkingId() {
        return id1.isEmpty() ? Optional.empty() : Optional.of(id1);
    }

    /** The published TLP 2.0 marking definition, in canonical form. */
    public StixObject marking() {
        return fixed("""
                {"created":"2022-10-01T00:00:00.000Z","extensions":{"%s":{"extension_type":"property-extension",\
                "tlp_2_0":"%s"}},"id":"%s","name":"TLP:%s","spec_version":"2.1","type":"marking-definition"}""".formatted(EXTENSION_ID, word(), id2, label()));
    }

    /** The marking definition of STIX 2.1 section 7.2.1.4, in canonical form. */
    public Optional<StixObject> tlp1Marking() {
        return tlp1MarkingId().map(id -> fixed("""
                {"created":"2017-01-20T00:00:00.000Z","definition":{"tlp":"%s"},"definition_type":"tlp","id":"%s",\
                "name":"TLP:%s","spec_version":"2.1","type":"marking-definition"}""".formatted(word1, id, word1.toUpperCase(Locale.ROOT))));
    }

    /** The level that one of the nine published ids stands for. */
    public static Optional<Tlp> ofMarkingId(String id) {
        return Optional.ofNullable(BY_ID.get(id));
    }

    /** Reads {@code TLP:AMBER+STRICT}, {@code amber-strict}, {@code tlp:white} and the like, in either case. */
    public static Optional<Tlp> parse(String text) {
        String word = text.strip().toLowerCase(Locale.ROOT);
        String bare = word.startsWith("tlp:") ? word.substring(4).strip() : word;
        return switch (bare) {
            case "clear", "white" -> Optional.of(CLEAR);
            case "green" -> Optional.of(GREEN);
            case "amber" -> Optional.of(AMBER);
            case "amber+strict", "amber-strict", "amber_strict" -> Optional.of(AMBER_STRICT);
            case "red" -> Optional.of(RED);
            default -> Optional.empty();
        };
    }

    /** The level a marking definition states: by its id, by TLP 1's definition or by TLP 2.0's extension. */
    public static Optional<Tlp> of(StixObject marking) {
        Optional<Tlp> known = ofMarkingId(marking.id());
        if (known.isPresent()) {
            return known;
        }
        JsonNode first = marking.json().path("definition").path("tlp");
        JsonNode second = marking.json().path("extensions").path(EXTENSION_ID).path("tlp_2_0");
        String word = second.isTextual() ? second.textValue() : first.textValue();
        return word == null ? Optional.empty() : parse(word);
    }

    public Tlp mostRestrictive(Tlp other) {
        return compareTo(other) >= 0 ? this : other;
    }

    private static Map<String, Tlp> byId() {
        Map<String, Tlp> byId = new HashMap<>();
        Arrays.stream(values()).forEach(tlp -> {
            byId.put(tlp.id2, tlp);
            tlp.tlp1MarkingId().ifPresent(id -> byId.put(id, tlp));
        });
        return Map.copyOf(byId);
    }

    private static StixObject fixed(String json) {
        try {
            return StixObject.parse(json.getBytes(StandardCharsets.UTF_8));
        } catch (Refused e) {
            throw new IllegalStateException("a constant marking is well formed", e);
        }
    }
}
