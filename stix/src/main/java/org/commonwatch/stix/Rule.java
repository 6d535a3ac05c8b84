package org.commonwatch.stix;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** A rule between properties of one object. */
@FunctionalInterface
interface Rule {
    void check(JsonNode object, Problems problems);

    /** {@code later} is not before {@code earlier}, where both are there. */
    static Rule notBefore(String section, String earlier, String later) {
        return inOrder(section, earlier, later, false);
    }

    /** {@code later} is after {@code earlier}, where both are there. */
    static Rule after(String section, String earlier, String later) {
        return inOrder(section, earlier, later, true);
    }

    private static Rule inOrder(String section, String earlier, String later, boolean strictly) {
        String message = "This is " + (strictly ? "not after " : "before ") + earlier + ".";
        return (object, problems) -> {
            Optional<Instant> from = time(object, earlier);
            Optional<Instant> to = time(object, later);
            if (from.isPresent() && to.isPresent()) {
                int order = to.get().compareTo(from.get());
                if (strictly ? order <= 0 : order < 0) {
                    problems.enter(later);
                    problems.must("stix-timestamp-order", section, message, object.get(later));
                    problems.leave();
                }
            }
        };
    }

    static Rule atLeastOne(String section, String... properties) {
        List<String> names = List.of(properties);
        String message = "At least one is needed of " + String.join(", ", names) + ".";
        return (object, problems) -> {
            if (names.stream().noneMatch(object::has)) {
                problems.mustHere("stix-property-missing", section, message);
            }
        };
    }

    /** Something beyond the common properties, as for observables that say nothing otherwise. */
    static Rule atLeastOneOwn(String section) {
        return (object, problems) -> {
            boolean none = object.propertyStream()
                    .noneMatch(member -> !StixTypes.isCommon(member.getKey())
                            || (member.getKey().equals("extensions")
                                    && !member.getValue().isEmpty()));
            if (none) {
                problems.mustHere("stix-property-missing", section, "At least one property of its own is needed.");
            }
        };
    }

    static Rule exactlyOne(String section, String... properties) {
        String message = "Exactly one is needed of " + String.join(", ", properties) + ".";
        return (object, problems) -> {
            long there = Arrays.stream(properties).filter(object::has).count();
            if (there != 1) {
                String code = there == 0 ? "stix-property-missing" : "stix-property-excluded";
                problems.mustHere(code, section, message);
            }
        };
    }

    /** Where {@code property} is, {@code others} are too. */
    static Rule needs(String section, String property, String... others) {
        return when(object -> object.has(property), section, "it has " + property, others);
    }

    /** Where {@code condition} holds (in words: {@code described}), {@code needed} are there. */
    static Rule when(Predicate<JsonNode> condition, String section, String described, String... needed) {
        return (object, problems) -> {
            if (condition.test(object)) {
                for (String name : needed) {
                    if (!object.has(name)) {
                        problems.enter(name);
                        problems.mustHere(
                                "stix-property-missing", section, "This is needed because " + described + ".");
                        problems.leave();
                    }
                }
            }
        };
    }

    /** Where {@code condition} holds, {@code excluded} is not there. */
    static Rule never(Predicate<JsonNode> condition, String section, String described, String excluded) {
        return (object, problems) -> {
            if (condition.test(object) && object.has(excluded)) {
                problems.enter(excluded);
                problems.must(
                        "stix-property-excluded",
                        section,
                        "This is not allowed because " + described + ".",
                        MissingNode.getInstance());
                problems.leave();
            }
        };
    }

    static Predicate<JsonNode> isTrue(String property) {
        return object -> object.path(property).booleanValue();
    }

    static Predicate<JsonNode> isFalse(String property) {
        return object ->
                object.path(property).isBoolean() && !object.path(property).booleanValue();
    }

    private static Optional<Instant> time(JsonNode object, String property) {
        return Optional.ofNullable(object.path(property).textValue()).flatMap(Timestamps::parse);
    }
}
