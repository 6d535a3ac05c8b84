package org.commonwatch.ledger.note;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.commonwatch.ledger.keys.SigningKey;

/** An older key of an organisation, and its signature by which it hands over to the next. */
public final class KeyHandover {
    private final NoteKey key;
    private final byte[] signature;

    public KeyHandover(NoteKey key, byte[] signature) {
        this.key = key;
        this.signature = signature.clone();
    }

    public static KeyHandover sign(NoteKey older, SigningKey by, NoteKey next) {
        return new KeyHandover(older, by.sign(message(older, next)));
    }

    public NoteKey key() {
        return key;
    }

    public byte[] signature() {
        return signature.clone();
    }

    /** Whether the older key handed over to this one. */
    public boolean holds(NoteKey next) {
        return key.key().verify(message(key, next), signature);
    }

    private static byte[] message(NoteKey older, NoteKey next) {
        return String.join("\n", "commonwatch key handover v1", older.name(), older.text(), next.text())
                .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyHandover that && key.equals(that.key) && Arrays.equals(signature, that.signature);
    }

    @Override
    public int hashCode() {
        return Objects.hash(key, Arrays.hashCode(signature));
    }

    @Override
    public String toString() {
        return "KeyHandover[" + key + "]";
    }
}
