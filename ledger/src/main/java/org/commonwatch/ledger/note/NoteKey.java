package org.commonwatch.ledger.note;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.keys.VerifyingKey;
import org.commonwatch.ledger.wire.StrictBase64;

/**
 * A named key that may sign notes: C2SP signed-note, Ed25519 (type 0x01) only.
 *
 * @param name non-empty, without Unicode spaces, control characters and plus signs; usually a URL without scheme
 */
public record NoteKey(String name, VerifyingKey key) {
    /** Characters of a key name. Ours, not the specification's. */
    public static final int NAME_CHARS_MAX = 256;

    static final byte ED25519 = 0x01;

    public NoteKey {
        if (!isName(name)) {
            throw new IllegalArgumentException("not a note key name: " + name);
        }
    }

    /** SHA-256(name, newline, type, public key), first four bytes, big-endian. */
    public int id() {
        Digest digest = Digest.of(name.getBytes(StandardCharsets.UTF_8), new byte[] {'\n', ED25519}, key.toBytes());
        return ByteBuffer.wrap(digest.toBytes()).getInt();
    }

    /** The text form others exchange: {@code name+id+base64(type, public key)}. */
    public String text() {
        byte[] typed = ByteBuffer.allocate(1 + VerifyingKey.BYTES)
                .put(ED25519)
                .put(key.toBytes())
                .array();
        return name + "+" + HexFormat.of().toHexDigits(id()) + "+"
                + Base64.getEncoder().encodeToString(typed);
    }

    /** @throws Refused {@code vkey-malformed}, {@code vkey-algorithm}, {@code key-weak} */
    public static NoteKey parse(String text) throws Refused {
        String[] parts = text.split("\\+", 3);
        if (parts.length != 3 || !isName(parts[0])) {
            throw malformed(text);
        }
        byte[] typed = StrictBase64.decode(parts[2]);
        if (typed.length == 0 || typed[0] != ED25519) {
            throw Refusal.of("vkey-algorithm", "", "Only Ed25519 note keys (type 1) are known here.", text)
                    .toException();
        }
        VerifyingKey key = VerifyingKey.of(Arrays.copyOfRange(typed, 1, typed.length));
        NoteKey parsed = new NoteKey(parts[0], key);
        if (!parsed.text().equals(text)) {
            throw malformed(text);
        }
        return parsed;
    }

    /** Whether others would take it as the name of a key. */
    public static boolean isName(String name) {
        return !name.isEmpty()
                && name.length() <= NAME_CHARS_MAX
                && name.codePoints().noneMatch(c -> c == '+' || c < 0x20 || isSpace(c) || (c >= 0xd800 && c <= 0xdfff));
    }

    /** White_Space of Unicode. */
    private static boolean isSpace(int c) {
        return Character.isSpaceChar(c) || Character.isWhitespace(c) || c == 0x85;
    }

    private static Refused malformed(String text) {
        return Refusal.of("vkey-malformed", "", "A note key is name+id+base64 with the id belonging to both.", text)
                .toException();
    }

    @Override
    public String toString() {
        return text();
    }
}
