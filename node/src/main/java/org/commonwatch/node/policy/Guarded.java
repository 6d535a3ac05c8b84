package org.commonwatch.node.policy;

/** A value on its way out, closed until the gate has decided on its terms. Only this package can open it. */
public final class Guarded<T> {
    private final Terms terms;
    private final T value;

    private Guarded(Terms terms, T value) {
        this.terms = terms;
        this.value = value;
    }

    public static <T> Guarded<T> of(Terms terms, T value) {
        return new Guarded<>(terms, value);
    }

    Terms terms() {
        return terms;
    }

    T value() {
        return value;
    }
}
