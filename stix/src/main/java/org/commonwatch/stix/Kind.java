package org.commonwatch.stix;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** What a property's value may be: the data types of STIX 2.1 section 2, as data. */
sealed interface Kind {
    /** Types without parameters. */
    enum Plain implements Kind {
        STRING,
        BOOLEAN,
        TIMESTAMP,
        HEX,
        BINARY,
        HASHES,
        LANGUAGE,
        EXTENSIONS,
        /** Anything but null and empty lists. */
        ANY
    }

    /** A whole number within bounds, both allowed. */
    record Whole(long least, long most) implements Kind {}

    /** A number within bounds, both allowed. */
    record Decimal(double least, double most) implements Kind {}

    /** A list, never empty (section 2.12). */
    record ListOf(Kind item) implements Kind {}

    /** A dictionary, never empty, whose values are of one kind (section 2.3). */
    record DictionaryOf(Kind value) implements Kind {}

    /**
     * An identifier of another object.
     *
     * @param described the allowed targets in words
     */
    record Ref(String described, Predicate<String> allowsType) implements Kind {}

    /** A word of a vocabulary; of an open one other words are allowed and not advised (sections 2.4 and 2.14). */
    record Word(String vocabulary, Set<String> words, boolean open) implements Kind {}

    /** A string of a form of its own. */
    record Formatted(String described, boolean must, String section, Predicate<String> has) implements Kind {}

    /** An object within the object. */
    record Shape(String name, String section, List<Property> properties, List<Rule> rules) implements Kind {
        public Shape {
            properties = List.copyOf(properties);
            rules = List.copyOf(rules);
        }
    }

    static Kind listOf(Kind item) {
        return new ListOf(item);
    }

    /** Whole numbers are those a double holds exactly (section 2.10). */
    long WHOLE_MAX = (1L << 53) - 1;

    static Kind atLeast(long least) {
        return new Whole(least, WHOLE_MAX);
    }

    static Kind between(long least, long most) {
        return new Whole(least, most);
    }

    static Kind integer() {
        return new Whole(-WHOLE_MAX, WHOLE_MAX);
    }

    static Kind refTo(String... types) {
        Set<String> allowed = Set.of(types);
        return new Ref(String.join(" or ", List.of(types)), allowed::contains);
    }

    /** Any object but those of the given types; custom types are always allowed. */
    static Kind refToAnyBut(String... types) {
        Set<String> refused = Set.of(types);
        return new Ref("anything but " + String.join(", ", List.of(types)), type -> !refused.contains(type));
    }

    static Kind refToAny() {
        return new Ref("any object", _ -> true);
    }

    static Kind open(String vocabulary, String... words) {
        return new Word(vocabulary, Set.of(words), true);
    }

    static Kind oneOf(String vocabulary, String... words) {
        return new Word(vocabulary, Set.of(words), false);
    }
}
