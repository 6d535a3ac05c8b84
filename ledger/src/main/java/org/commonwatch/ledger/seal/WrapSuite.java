package org.commonwatch.ledger.seal;

import org.commonwatch.kernel.Refused;

/**
 * A way to encrypt a few bytes to the holder of a key. Its id stands before every key and every wrap, so that a suite with
 * X-Wing can be added and both be in use at a time.
 */
public interface WrapSuite {
    /** As it stands in keys and wraps. */
    int id();

    /** Length of an encoded public key. */
    int publicKeyBytes();

    /** How much longer a wrap is than what is in it. */
    int extraBytes();

    /**
     * @param info what the wrap is for; the opener must name the same
     * @param aad authenticated and not in the wrap
     * @throws Refused {@code wrap-key} when the public key is none that can be encrypted to
     */
    byte[] seal(byte[] publicKey, byte[] info, byte[] aad, byte[] secret) throws Refused;

    /** @throws Refused {@code wrap-closed} when this key, with this info and aad, does not open it */
    byte[] open(EncryptionKey key, byte[] info, byte[] aad, byte[] wrap) throws Refused;
}
