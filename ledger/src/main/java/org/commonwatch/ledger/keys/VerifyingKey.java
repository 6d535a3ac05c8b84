package org.commonwatch.ledger.keys;

import java.security.PublicKey;
import java.util.Arrays;
import java.util.function.Function;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.jspecify.annotations.Nullable;

/**
 * An Ed25519 public key (RFC 8032) that may be trusted to mean one thing: canonical, on the curve, of prime order.
 *
 * <p>Why so strict: the RFC leaves open how small-order components are treated and libraries differ ("Taming the many
 * EdDSAs", Chalkias, Garillot, Nikolaenko 2020). Every node must call the same entry void, so what libraries disagree
 * about is refused: S at or above the group's order, an R or a key that is not canonical or has a small-order part.
 */
public final class VerifyingKey {
    public static final int BYTES = Ed25519.PUBLIC_KEY_SIZE;
    public static final int SIGNATURE_BYTES = Ed25519.SIGNATURE_SIZE;

    /** Canonical spelling of the neutral element, the one point of small order that no order of R tells from the rest. */
    private static final byte[] NEUTRAL = neutral();

    private final byte[] bytes;
    private final Ed25519.PublicPoint point;
    private final KeyId id;
    private volatile @Nullable PublicKey translated;

    private VerifyingKey(byte[] bytes, Ed25519.PublicPoint point) {
        this.bytes = bytes;
        this.point = point;
        this.id = KeyId.ofEd25519(bytes);
    }

    private static byte[] neutral() {
        byte[] bytes = new byte[BYTES];
        bytes[0] = 1;
        return bytes;
    }

    /** @throws Refused {@code key-malformed} for a wrong length, {@code key-weak} for a point that is not acceptable */
    public static VerifyingKey of(byte[] publicKey) throws Refused {
        if (publicKey.length != BYTES) {
            throw Refusal.of("key-malformed", "", "An Ed25519 public key has 32 bytes.", publicKey.length + " bytes")
                    .toException();
        }
        byte[] copy = publicKey.clone();
        Ed25519.@Nullable PublicPoint point = Ed25519.validatePublicKeyFullExport(copy, 0);
        if (point == null) {
            throw Refusal.of("key-weak", "", "The Ed25519 public key is not a canonical point of prime order.")
                    .toException();
        }
        return new VerifyingKey(copy, point);
    }

    /** True when {@code signature} (64 bytes R, S) is this key's over {@code message}, under the strict rule above. */
    public boolean verify(byte[] message, byte[] signature) {
        return verify(Ed25519Equations.now(), message, signature);
    }

    boolean verify(Ed25519Equation equation, byte[] message, byte[] signature) {
        return signature.length == SIGNATURE_BYTES
                && !startsWithNeutral(signature)
                && equation.holds(this, message, signature);
    }

    private static boolean startsWithNeutral(byte[] signature) {
        return Arrays.equals(signature, 0, NEUTRAL.length, NEUTRAL, 0, NEUTRAL.length);
    }

    Ed25519.PublicPoint point() {
        return point;
    }

    /** This key as another library wants it, made once. */
    PublicKey translated(Function<byte[], PublicKey> translation) {
        PublicKey known = translated;
        if (known == null) {
            known = translation.apply(bytes);
            translated = known;
        }
        return known;
    }

    public KeyId id() {
        return id;
    }

    public byte[] toBytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VerifyingKey that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return id.toString();
    }
}
