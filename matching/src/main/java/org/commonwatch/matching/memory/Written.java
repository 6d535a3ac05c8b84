package org.commonwatch.matching.memory;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.commonwatch.kernel.Refused;
import org.commonwatch.matching.MatchKind;
import org.commonwatch.values.IndicatorValue;
import org.commonwatch.values.ValueKind;
import org.commonwatch.values.Values;
import org.jspecify.annotations.Nullable;

/** A value as it stood in a line: a window of bytes that can be looked up without copying it. */
final class Written {
    private MatchKind kind = MatchKind.LITERAL;
    private byte[] bytes = new byte[0];
    private int from;
    private int to;

    void set(MatchKind newKind, byte[] buffer, int newFrom, int newTo) {
        kind = newKind;
        bytes = buffer;
        from = newFrom;
        to = newTo;
    }

    Written copy() {
        Written copy = new Written();
        copy.set(kind, Arrays.copyOfRange(bytes, from, to), 0, to - from);
        return copy;
    }

    /** The key of the canonical value, or nothing if the bytes are none of their kind. */
    Optional<Key> key() {
        String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
        if (kind == MatchKind.LITERAL) {
            return Key.of(kind, text);
        }
        if (isPlainHost()) {
            return Key.of(kind, text);
        }
        return ValueKind.named(kind.word())
                .flatMap(valueKind -> parsed(valueKind, text))
                .flatMap(v -> Key.of(kind, v.text()));
    }

    private static Optional<IndicatorValue> parsed(ValueKind kind, String text) {
        try {
            return Optional.of(Values.parse(kind, text));
        } catch (Refused e) {
            return Optional.empty();
        }
    }

    /** Nearly all host names are lower-case letters, digits, hyphens and dots already. */
    private boolean isPlainHost() {
        if (kind != MatchKind.DOMAIN || to - from > 253) {
            return false;
        }
        for (int i = from; i < to; i++) {
            int c = bytes[i];
            if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '.') {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Written written
                && kind == written.kind
                && Arrays.equals(bytes, from, to, written.bytes, written.from, written.to);
    }

    @Override
    public int hashCode() {
        int hash = kind.code();
        for (int i = from; i < to; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash;
    }
}
