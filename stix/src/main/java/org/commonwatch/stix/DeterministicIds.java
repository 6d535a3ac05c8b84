package org.commonwatch.stix;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.commonwatch.kernel.CanonicalJson;
import org.commonwatch.kernel.Uuid5;

/**
 * Ids of observables that two producers who saw the same thing compute alike, STIX 2.1 section 2.9: UUIDv5 over the RFC 8785
 * form of the type's contributing properties; of several hashes only the first in a fixed order of preference counts.
 */
public final class DeterministicIds {
    /** The namespace of section 2.9. */
    public static final UUID NAMESPACE = UUID.fromString("00abedb4-aa42-466c-9c01-fed23315a9b7");

    private static final List<String> HASH_PREFERENCE = List.of("MD5", "SHA-1", "SHA-256", "SHA-512");

    private DeterministicIds() {}

    /**
     * The id for an observable with these properties.
     *
     * @return nothing for types whose ids are random, and when no contributing property is there
     */
    public static Optional<String> of(String type, JsonNode observable) {
        List<String> contributing =
                StixTypes.find(type).map(ObjectType::idContributing).orElse(List.of());
        ObjectNode seed = JsonNodeFactory.instance.objectNode();
        for (String property : contributing) {
            JsonNode value = observable.path(property);
            if (!value.isMissingNode()) {
                seed.set(property, property.equals("hashes") ? oneHash(value) : value);
            }
        }
        if (seed.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(type + "--" + Uuid5.of(NAMESPACE, CanonicalJson.bytes(seed)));
    }

    private static JsonNode oneHash(JsonNode hashes) {
        ObjectNode one = JsonNodeFactory.instance.objectNode();
        Optional<String> preferred =
                HASH_PREFERENCE.stream().filter(hashes::has).findFirst();
        Optional<String> any = preferred.isPresent()
                ? preferred
                : hashes.propertyStream().map(Map.Entry::getKey).min(Comparator.naturalOrder());
        any.ifPresent(name -> one.set(name, hashes.get(name)));
        return one;
    }
}
