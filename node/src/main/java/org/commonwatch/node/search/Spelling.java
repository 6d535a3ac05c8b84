package org.commonwatch.node.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Refused;
import org.commonwatch.stix.IndicatorValue;
import org.commonwatch.stix.ValueKind;
import org.commonwatch.values.Values;

/**
 * Brings every spelling of a value to the one that is indexed. What people type goes through intake's rules (defanged forms,
 * ports, other scripts) and then through those of the index; what objects hold goes the same way, so that both meet.
 */
final class Spelling {
    /** Kinds that any text could be; tried when it is nothing else. */
    private static final List<ValueKind> FREE_TEXT = List.of(
            ValueKind.FILENAME,
            ValueKind.MUTEX,
            ValueKind.REGISTRY_KEY,
            ValueKind.USER_AGENT,
            ValueKind.SSDEEP,
            ValueKind.TLSH);

    private Spelling() {}

    /**
     * What a text was understood as.
     *
     * @param known as intake classifies it; empty when it is none of the kinds that have a form
     * @param readings the values it may be in the index, the likeliest first
     */
    record Reading(Optional<org.commonwatch.values.IndicatorValue> known, List<IndicatorValue> readings) {
        Reading {
            readings = List.copyOf(readings);
        }
    }

    /** What somebody wrote, defanged or not. */
    static Reading read(String text) {
        Optional<org.commonwatch.values.IndicatorValue> known = Values.classify(text);
        List<IndicatorValue> readings = new ArrayList<>();
        known.flatMap(Spelling::indexed).ifPresent(readings::add);
        if (known.isEmpty() || known.get().isFlagged("maybe-domain")) {
            ValueKind.ofHost(text)
                    .flatMap(kind -> IndicatorValue.of(kind, text))
                    .ifPresent(readings::add);
        }
        if (known.isEmpty()) {
            for (ValueKind kind : FREE_TEXT) {
                IndicatorValue.of(kind, text).ifPresent(readings::add);
            }
        }
        return new Reading(known, readings);
    }

    /** How a value of an object is indexed. */
    static IndicatorValue stored(IndicatorValue value) {
        if (value.kind() != ValueKind.URL) {
            return value;
        }
        try {
            String canonical = Values.parse(org.commonwatch.values.ValueKind.URL, value.value())
                    .text();
            return IndicatorValue.of(ValueKind.URL, canonical).orElse(value);
        } catch (Refused notByIntakesRules) {
            // A scheme or host that intake does not know: indexed as the object writes it.
            return value;
        }
    }

    private static Optional<IndicatorValue> indexed(org.commonwatch.values.IndicatorValue value) {
        return IndicatorValue.of(kind(value.kind()), value.text());
    }

    private static ValueKind kind(org.commonwatch.values.ValueKind kind) {
        return switch (kind) {
            case IPV4 -> ValueKind.IPV4;
            case IPV6 -> ValueKind.IPV6;
            case IPV4_RANGE, IPV6_RANGE -> ValueKind.CIDR;
            case DOMAIN -> ValueKind.DOMAIN;
            case URL -> ValueKind.URL;
            case EMAIL -> ValueKind.EMAIL;
            case MD5 -> ValueKind.MD5;
            case SHA1 -> ValueKind.SHA1;
            case SHA256 -> ValueKind.SHA256;
            case SHA512 -> ValueKind.SHA512;
            case CVE -> ValueKind.CVE;
            case ATTACK_ID -> ValueKind.ATTACK_ID;
            case FILE_NAME -> ValueKind.FILENAME;
            case ASN -> ValueKind.ASN;
            case MAC -> ValueKind.MAC;
        };
    }
}
