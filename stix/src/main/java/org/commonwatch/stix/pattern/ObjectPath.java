package org.commonwatch.stix.pattern;

import java.util.List;

/**
 * Where a comparison looks: an object type and at least one step from it, STIX 2.1 section 9.7.
 *
 * @param type for example {@code file}
 * @param steps the first is a {@link Key}
 */
public record ObjectPath(String type, List<Step> steps) {
    public ObjectPath {
        steps = List.copyOf(steps);
        if (steps.isEmpty() || !(steps.getFirst() instanceof Key)) {
            throw new IllegalArgumentException("an object path starts with a property: " + type);
        }
    }

    /** One step into a value. */
    public sealed interface Step {}

    /** The property or dictionary entry of that name. */
    public record Key(String name) implements Step {}

    /** The element at that place of a list, from 0. */
    public record Index(int index) implements Step {
        public Index {
            if (index < 0) {
                throw new IllegalArgumentException("a list index is not negative: " + index);
            }
        }
    }

    /** {@code [*]}: any element of a list. */
    public record AnyElement() implements Step {}

    /** The path as a pattern writes it. */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        CanonicalText.path(this, out);
        return out.toString();
    }
}
