package org.commonwatch.stix;

import org.commonwatch.kernel.Refusal;

/**
 * One departure of an object from STIX 2.1.
 *
 * @param path JSON Pointer (RFC 6901) inside the object
 * @param rule stable code of the rule, for example {@code stix-property-missing}
 * @param section section of the STIX 2.1 specification (OASIS Standard, 10 June 2021) that states the rule
 * @param message one sentence for a person
 * @param value the offending value, shortened; empty when something is missing
 */
public record Problem(String path, String rule, String section, String message, String value, Severity severity) {
    /** The words of RFC 2119 as the specification uses them. */
    public enum Severity {
        MUST,
        SHOULD
    }

    public Problem {
        value = Refusal.of("", "", "", value).value();
    }

    /** The same as a refusal, for callers that do not keep the object. */
    public Refusal toRefusal() {
        return Refusal.of(rule, path, message, value);
    }

    @Override
    public String toString() {
        String found = value.isEmpty() ? "" : " (found: " + value + ")";
        return path + ": " + message + found + " [" + rule + ", " + severity + ", section " + section + "]";
    }
}
