package org.commonwatch.ledger.keys;

import java.security.PublicKey;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.commonwatch.kernel.Digest;
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

    /** Digests of the newest signatures that held, with their messages; guarded by itself; empty without a memory. */
    private final Optional<Set<Digest>> held;

    private VerifyingKey(byte[] bytes, Ed25519.PublicPoint point, Optional<Set<Digest>> held) {
        this.bytes = bytes;
        this.point = point;
        this.id = KeyId.ofEd25519(bytes);
        this.held = held;
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
        return new VerifyingKey(copy, point, Optional.empty());
    }

    /**
     * The same key with a memory of signatures that held, for a process in which many parts check the same ones, each for
     * itself: a hash then stands for two scalar multiplications.
     *
     * @param signaturesMax the newest so many are remembered, 32 bytes each
     */
    public VerifyingKey remembering(int signaturesMax) {
        Set<Digest> newest = Collections.newSetFromMap(new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.@Nullable Entry<Digest, Boolean> eldest) {
                return size() > signaturesMax;
            }
        });
        return new VerifyingKey(bytes, point, Optional.of(newest));
    }

    /** True when {@code signature} (64 bytes R, S) is this key's over {@code message}, under the strict rule above. */
    public boolean verify(byte[] message, byte[] signature) {
        if (held.isEmpty()) {
            return holds(message, signature);
        }
        Digest both = both(message, signature);
        synchronized (held.get()) {
            if (held.get().contains(both)) {
                return true;
            }
        }
        boolean holds = holds(message, signature);
        if (holds) {
            remember(message, signature);
        }
        return holds;
    }

    /** The signature holds, as whoever made it knows; nothing happens without a memory. */
    void remember(byte[] message, byte[] signature) {
        if (held.isPresent()) {
            Digest both = both(message, signature);
            synchronized (held.get()) {
                held.get().add(both);
            }
        }
    }

    /** The length first, so that the two parts cannot be told apart in another way. */
    private static Digest both(byte[] message, byte[] signature) {
        return Digest.of(new byte[] {(byte) signature.length}, signature, message);
    }

    private boolean holds(byte[] message, byte[] signature) {
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
