package org.commonwatch.stix;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Checks one value against its {@link Kind}; the interpreter of the type table. */
final class Checker {
    /** Digits of known hash algorithms, section 10.8. */
    private static final Map<String, Integer> HASH_DIGITS =
            Map.of("MD5", 32, "SHA-1", 40, "SHA-256", 64, "SHA-512", 128, "SHA3-256", 64, "SHA3-512", 128);

    private final Problems problems;

    Checker(Problems problems) {
        this.problems = problems;
    }

    void check(Kind kind, JsonNode value) {
        if (value.isNull()) {
            problems.must("stix-null", "2", "There is no null in STIX; leave the property out.", value);
            return;
        }
        switch (kind) {
            case Kind.Plain plain -> checkPlain(plain, value);
            case Kind.Whole whole -> checkWhole(whole, value);
            case Kind.Decimal decimal -> checkDecimal(decimal, value);
            case Kind.ListOf list -> checkList(list, value);
            case Kind.DictionaryOf dictionary -> checkDictionary(dictionary, value);
            case Kind.Ref ref -> checkRef(ref, value);
            case Kind.Word word -> checkWord(word, value);
            case Kind.Formatted formatted -> checkFormatted(formatted, value);
            case Kind.Shape shape -> checkShape(shape, value);
        }
    }

    private void checkPlain(Kind.Plain kind, JsonNode value) {
        switch (kind) {
            case STRING -> isText(value, "2.15");
            case BOOLEAN -> {
                if (!value.isBoolean()) {
                    wrongType("2.2", "true or false", value);
                }
            }
            case TIMESTAMP -> {
                if (isText(value, "2.16") && Timestamps.parse(value.textValue()).isEmpty()) {
                    problems.must(
                            "stix-timestamp-form", "2.16", "A timestamp is written 2026-01-31T23:59:59.000Z.", value);
                }
            }
            case HEX -> {
                if (isText(value, "2.8") && !Forms.isHex(value.textValue())) {
                    problems.must("stix-hex-form", "2.8", "This is an even number of hexadecimal digits.", value);
                }
            }
            case BINARY -> {
                if (isText(value, "2.1") && !Forms.isBase64(value.textValue())) {
                    problems.must("stix-binary-form", "2.1", "This is base64 with padding.", value);
                }
            }
            case LANGUAGE -> {
                if (isText(value, "3.2") && !Forms.isLanguage(value.textValue())) {
                    problems.must("stix-language", "3.2", "This is a language tag of RFC 5646.", value);
                }
            }
            case HASHES -> checkHashes(value);
            case EXTENSIONS -> {
                if (!value.isObject() || value.isEmpty()) {
                    wrongType("7.3", "a dictionary of extensions, not empty", value);
                }
            }
            case ANY -> checkAny(value);
        }
    }

    /** Lists are never empty and nulls never there, however deep (sections 2 and 2.12). */
    private void checkAny(JsonNode value) {
        if (value.isArray()) {
            if (value.isEmpty()) {
                problems.must("stix-list-empty", "2.12", "A list is never empty; leave the property out.", value);
            }
            for (int i = 0; i < value.size(); i++) {
                problems.enter(Integer.toString(i));
                check(Kind.Plain.ANY, value.get(i));
                problems.leave();
            }
        } else if (value.isObject()) {
            for (Map.Entry<String, JsonNode> member : value.properties()) {
                problems.enter(member.getKey());
                check(Kind.Plain.ANY, member.getValue());
                problems.leave();
            }
        }
    }

    private void checkWhole(Kind.Whole kind, JsonNode value) {
        if (!value.isIntegralNumber()) {
            wrongType("2.10", "a whole number", value);
        } else if (!value.canConvertToLong() || value.longValue() < kind.least() || value.longValue() > kind.most()) {
            problems.must("stix-number-range", "2.10", "The number is out of its range.", value);
        }
    }

    private void checkDecimal(Kind.Decimal kind, JsonNode value) {
        if (!value.isNumber()) {
            wrongType("2.6", "a number", value);
        } else if (value.doubleValue() < kind.least() || value.doubleValue() > kind.most()) {
            problems.must("stix-number-range", "2.6", "The number is out of its range.", value);
        }
    }

    private void checkList(Kind.ListOf kind, JsonNode value) {
        if (!value.isArray()) {
            wrongType("2.12", "a list", value);
            return;
        }
        if (value.isEmpty()) {
            problems.must("stix-list-empty", "2.12", "A list is never empty; leave the property out.", value);
        }
        for (int i = 0; i < value.size(); i++) {
            problems.enter(Integer.toString(i));
            check(kind.item(), value.get(i));
            problems.leave();
        }
    }

    private void checkDictionary(Kind.DictionaryOf kind, JsonNode value) {
        if (!isDictionary(value)) {
            return;
        }
        for (Map.Entry<String, JsonNode> member : value.properties()) {
            problems.enter(member.getKey());
            if (!Forms.isDictionaryKey(member.getKey())) {
                problems.mustHere(
                        "stix-dictionary-key", "2.3", "A key has 1 to 250 letters, digits, hyphens, underscores.");
            }
            check(kind.value(), member.getValue());
            problems.leave();
        }
    }

    private boolean isDictionary(JsonNode value) {
        if (!value.isObject()) {
            wrongType("2.3", "a dictionary", value);
            return false;
        }
        if (value.isEmpty()) {
            problems.must(
                    "stix-dictionary-empty", "2.3", "A dictionary is never empty; leave the property out.", value);
        }
        return true;
    }

    private void checkHashes(JsonNode value) {
        if (!isDictionary(value)) {
            return;
        }
        for (Map.Entry<String, JsonNode> hash : value.properties()) {
            problems.enter(hash.getKey());
            checkHash(hash.getKey(), hash.getValue());
            problems.leave();
        }
    }

    private void checkHash(String algorithm, JsonNode value) {
        if (!Forms.isDictionaryKey(algorithm)) {
            problems.mustHere(
                    "stix-dictionary-key", "2.7", "A hash has a name of letters, digits, hyphens, underscores.");
        }
        if (!isText(value, "2.7")) {
            return;
        }
        Integer digits = HASH_DIGITS.get(algorithm);
        String text = value.textValue();
        if (digits != null && (text.length() != digits || !Forms.isHex(text))) {
            problems.must(
                    "stix-hash-value", "2.7", "A " + algorithm + " has " + digits + " hexadecimal digits.", value);
        } else if (digits == null && !algorithm.equals("SSDEEP") && !algorithm.equals("TLSH")) {
            problems.should("stix-hash-algorithm", "10.8", "The algorithm is none of hash-algorithm-ov.", value);
        }
    }

    private void checkRef(Kind.Ref kind, JsonNode value) {
        if (!isText(value, "2.9")) {
            return;
        }
        Optional<String> type = Ids.typeOf(value.textValue());
        if (type.isEmpty()) {
            problems.must("stix-ref-form", "2.9", "An id is a type, two hyphens and a UUID.", value);
        } else if (!kind.allowsType().test(type.get())) {
            problems.must("stix-ref-target", "3.5", "This points to " + kind.described() + ".", value);
        }
    }

    private void checkWord(Kind.Word kind, JsonNode value) {
        if (!isText(value, "2.14") || kind.words().contains(value.textValue())) {
            return;
        }
        if (kind.open()) {
            problems.should("stix-vocabulary-open", "2.14", "This is no word of " + kind.vocabulary() + ".", value);
        } else {
            problems.must("stix-vocabulary-closed", "2.4", "This is no word of " + kind.vocabulary() + ".", value);
        }
    }

    private void checkFormatted(Kind.Formatted kind, JsonNode value) {
        if (isText(value, kind.section()) && !kind.has().test(value.textValue())) {
            String message = "This is not " + kind.described() + ".";
            if (kind.must()) {
                problems.must("stix-value-form", kind.section(), message, value);
            } else {
                problems.should("stix-value-form", kind.section(), message, value);
            }
        }
    }

    private void checkShape(Kind.Shape shape, JsonNode value) {
        if (!value.isObject()) {
            wrongType(shape.section(), "an object", value);
            return;
        }
        for (Property property : shape.properties()) {
            JsonNode member = value.path(property.name());
            problems.enter(property.name());
            if (!member.isMissingNode()) {
                check(property.kind(), member);
            } else if (property.required()) {
                problems.mustHere("stix-property-missing", shape.section(), "Needed in every " + shape.name() + ".");
            }
            problems.leave();
        }
        shape.rules().forEach(rule -> rule.check(value, problems));
    }

    /** A property the specification does not know: its name binds, its prefix is advised (section 11.1). */
    void custom(String name, JsonNode value, boolean extended) {
        if (!Forms.isPropertyName(name)) {
            problems.must(
                    "stix-property-name", "3.1", "A name has 3 to 250 lower-case letters, digits, underscores.", value);
        } else if (!extended && !name.startsWith("x_")) {
            problems.should(
                    "stix-property-custom",
                    "11.1",
                    "A custom property begins with x_ or comes with an extension.",
                    value);
        }
        check(Kind.Plain.ANY, value);
    }

    private boolean isText(JsonNode value, String section) {
        if (!value.isTextual()) {
            wrongType(section, "a string", value);
            return false;
        }
        return true;
    }

    private void wrongType(String section, String wanted, JsonNode value) {
        problems.must("stix-property-type", section, "This is " + wanted + ".", value);
    }

    /** {@code property} is a timestamp; without one, that is a problem if it is {@code required}. */
    static void timestampOf(JsonNode json, String property, boolean required, Problems problems) {
        JsonNode value = json.path(property);
        problems.enter(property);
        if (value.isMissingNode()) {
            if (required) {
                problems.mustHere("stix-property-missing", "3.2", "Objects of this type have this timestamp.");
            }
        } else {
            new Checker(problems).check(Kind.Plain.TIMESTAMP, value);
        }
        problems.leave();
    }

    /** {@code modified} is not before {@code created}, section 3.2. */
    static void order(JsonNode json, Problems problems) {
        String created = json.path("created").textValue();
        String modified = json.path("modified").textValue();
        if (created == null || modified == null || created.equals(modified)) {
            return;
        }
        Optional<Instant> from = Timestamps.parse(created);
        Optional<Instant> to = Timestamps.parse(modified);
        if (from.isPresent() && to.isPresent() && to.get().isBefore(from.get())) {
            problems.enter("modified");
            problems.must(
                    "stix-timestamp-order",
                    "3.2",
                    "The object was modified before it was created.",
                    json.get("modified"));
            problems.leave();
        }
    }

    /** Creation and modification are precise to the millisecond at least, section 3.2. */
    static void millis(JsonNode json, Problems problems) {
        for (String property : new String[] {"created", "modified"}) {
            String text = json.path(property).textValue();
            if (text != null
                    && !Timestamps.hasFraction(text, 3)
                    && Timestamps.parse(text).isPresent()) {
                problems.enter(property);
                problems.must(
                        "stix-timestamp-precision",
                        "3.2",
                        "This has at least three digits after the point.",
                        json.get(property));
                problems.leave();
            }
        }
    }

    /** Selectors of granular markings select something, section 7.2.3.1. */
    static void selectors(JsonNode json, Problems problems) {
        JsonNode markings = json.path("granular_markings");
        problems.enter("granular_markings");
        for (int i = 0; i < markings.size(); i++) {
            problems.enter(Integer.toString(i));
            problems.enter("selectors");
            JsonNode selectors = markings.get(i).path("selectors");
            for (int k = 0; k < selectors.size(); k++) {
                JsonNode selector = selectors.get(k);
                if (selector.isTextual()
                        && Selectors.select(json, selector.textValue()).isEmpty()) {
                    problems.enter(Integer.toString(k));
                    problems.must("stix-selector", "7.2.3.1", "The selector selects nothing in this object.", selector);
                    problems.leave();
                }
            }
            problems.leave();
            problems.leave();
        }
        problems.leave();
    }

    /** Version 1 to 8 and the variant of RFC 9562, which contains RFC 4122. */
    static boolean isRfcUuid(String id) {
        int version = Ids.uuidVersion(id);
        char variant = id.charAt(id.length() - 17);
        return version >= 1 && version <= 8 && "89abAB".indexOf(variant) >= 0;
    }
}
