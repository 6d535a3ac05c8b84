package org.commonwatch.ledger.seal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;

/**
 * Wraps of one epoch key, one for each member: suite (u16), then what the suite makes. Bound to log, audience, epoch, key and
 * member, so that a wrap opens nowhere else. All wraps of a statement are its payload, so they lie under one root and any
 * can be erased.
 *
 * @param origin the log
 * @param audience its id
 * @param commitment of the key, as the log states it
 */
public record EpochWraps(String origin, String audience, long epoch, Digest commitment) {
    private static final int SUITE_BYTES = Short.BYTES;
    private static final byte[] INFO = "commonwatch epoch key wrap v1\0".getBytes(StandardCharsets.US_ASCII);

    /** @throws Refused {@code wrap-key} */
    public byte[] wrap(WrapSuite suite, EpochKey key, String member, byte[] publicKey) throws Refused {
        byte[] inner = suite.seal(publicKey, info(), utf8(member), key.secret());
        return ByteBuffer.allocate(SUITE_BYTES + inner.length)
                .putShort((short) suite.id())
                .put(inner)
                .array();
    }

    /**
     * The epoch key, if the wrap holds the one that the log states.
     *
     * @throws Refused {@code wrap-suite} when the suite is another, {@code wrap-closed}, {@code wrap-other-key}
     */
    public EpochKey open(WrapSuite suite, EncryptionKey key, String member, byte[] wrap) throws Refused {
        if (wrap.length < SUITE_BYTES
                || Short.toUnsignedInt(ByteBuffer.wrap(wrap).getShort()) != suite.id()) {
            throw Refusal.of("wrap-suite", "", "The wrap is of a suite that this release does not know.")
                    .toException();
        }
        byte[] secret = suite.open(key, info(), utf8(member), Arrays.copyOfRange(wrap, SUITE_BYTES, wrap.length));
        if (secret.length != EpochKey.BYTES || !EpochKey.of(secret).commitment().equals(commitment)) {
            throw Refusal.of("wrap-other-key", "", "The wrap holds another key than the log says.")
                    .toException();
        }
        return EpochKey.of(secret);
    }

    private byte[] info() {
        byte[] log = utf8(origin);
        byte[] id = utf8(audience);
        return ByteBuffer.allocate(INFO.length + 2 * Integer.BYTES + log.length + id.length + Long.BYTES + Digest.BYTES)
                .put(INFO)
                .putInt(log.length)
                .put(log)
                .putInt(id.length)
                .put(id)
                .putLong(epoch)
                .put(commitment.toBytes())
                .array();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
