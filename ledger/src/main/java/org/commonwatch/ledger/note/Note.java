package org.commonwatch.ledger.note;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.wire.StrictBase64;

/**
 * A signed note, C2SP signed-note: text ending in a newline, an empty line, signature lines. A parsed note is nobody's word
 * until {@link #verify} has named who signed it.
 *
 * @param text ends in a newline; no control characters but newlines
 */
public record Note(String text, List<Signature> signatures) {
    /** A whole note in bytes: room for {@link #SIGNATURES_MAX} signatures of the post-quantum kind. */
    public static final int BYTES_MAX = 512 * 1024;

    /** Signature lines of one note; the specification asks for at least 16. */
    public static final int SIGNATURES_MAX = 64;

    private static final String DASH = "\u2014 ";
    private static final int KEY_ID_BYTES = 4;

    public Note {
        signatures = List.copyOf(signatures);
        if (!isText(text)) {
            throw new IllegalArgumentException("a note's text ends in a newline and has no control characters");
        }
    }

    /** One signature line. {@code keyId} is the big-endian first four bytes, the rest is the signature itself. */
    public static final class Signature {
        private final String name;
        private final int keyId;
        private final byte[] bytes;

        public Signature(String name, int keyId, byte[] bytes) {
            this.name = name;
            this.keyId = keyId;
            this.bytes = bytes.clone();
        }

        public String name() {
            return name;
        }

        public int keyId() {
            return keyId;
        }

        public byte[] bytes() {
            return bytes.clone();
        }

        /** As it stands in a note, without the newline. */
        public String line() {
            byte[] tagged = ByteBuffer.allocate(KEY_ID_BYTES + bytes.length)
                    .putInt(keyId)
                    .put(bytes)
                    .array();
            return DASH + name + ' ' + Base64.getEncoder().encodeToString(tagged);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Signature that
                    && name.equals(that.name)
                    && keyId == that.keyId
                    && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return 31 * keyId + Arrays.hashCode(bytes);
        }
    }

    public static Note sign(String text, NoteSigner... signers) {
        List<Signature> signatures = new ArrayList<>();
        byte[] message = text.getBytes(StandardCharsets.UTF_8);
        for (NoteSigner signer : signers) {
            signatures.add(new Signature(
                    signer.name(), signer.noteKey().id(), signer.key().sign(message)));
        }
        return new Note(text, signatures);
    }

    /** @throws Refused {@code note-malformed} with the reason; {@code note-too-long} */
    public static Note parse(byte[] bytes) throws Refused {
        if (bytes.length > BYTES_MAX) {
            throw Refusal.of("note-too-long", "", "A note has at most " + BYTES_MAX + " bytes.", bytes.length + "")
                    .toException();
        }
        String all = utf8(bytes);
        int blank = all.lastIndexOf("\n\n");
        if (blank < 0 || !all.endsWith("\n") || !isText(all)) {
            throw malformed("The note needs text, an empty line and signatures, each line ended by a newline.");
        }
        List<Signature> signatures = new ArrayList<>();
        int at = blank + 2;
        while (at < all.length()) {
            int end = all.indexOf('\n', at);
            signatures.add(signature(all.substring(at, end)));
            at = end + 1;
            if (signatures.size() > SIGNATURES_MAX) {
                throw malformed("A note has at most " + SIGNATURES_MAX + " signatures.");
            }
        }
        if (signatures.isEmpty()) {
            throw malformed("The note has no signature.");
        }
        return new Note(all.substring(0, blank + 1), signatures);
    }

    /**
     * Who of {@code known} signed. Signatures of unknown keys are ignored; one of a known key that does not verify spoils
     * the note.
     *
     * @return at least one key, in the order of the signature lines
     * @throws Refused {@code note-signature-wrong}, {@code note-unsigned}
     */
    public List<NoteKey> verify(Collection<NoteKey> known) throws Refused {
        byte[] message = text.getBytes(StandardCharsets.UTF_8);
        List<NoteKey> signed = new ArrayList<>();
        for (Signature signature : signatures) {
            for (NoteKey key : known) {
                if (key.name().equals(signature.name) && key.id() == signature.keyId) {
                    if (!key.key().verify(message, signature.bytes)) {
                        throw Refusal.of(
                                        "note-signature-wrong",
                                        "",
                                        "A signature of a known key does not verify.",
                                        key.name())
                                .toException();
                    }
                    if (!signed.contains(key)) {
                        signed.add(key);
                    }
                }
            }
        }
        if (signed.isEmpty()) {
            throw Refusal.of("note-unsigned", "", "No known key signed this note.")
                    .toException();
        }
        return List.copyOf(signed);
    }

    public byte[] toBytes() {
        StringBuilder out = new StringBuilder(text).append('\n');
        signatures.forEach(signature -> out.append(signature.line()).append('\n'));
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The same text with further signature lines; a line that is there already is not repeated. */
    public Note with(Collection<Signature> further) {
        LinkedHashSet<Signature> all = new LinkedHashSet<>(signatures);
        all.addAll(further);
        return new Note(text, List.copyOf(all));
    }

    /**
     * One signature line without its newline, as witnesses answer it.
     *
     * @throws Refused {@code note-malformed}, {@code base64-malformed}
     */
    public static Signature signature(String line) throws Refused {
        int space = line.indexOf(' ', DASH.length());
        if (!line.startsWith(DASH) || space < 0 || !NoteKey.isName(line.substring(DASH.length(), space))) {
            throw malformed("A signature line is: em dash, key name, base64.");
        }
        byte[] tagged = StrictBase64.decode(line.substring(space + 1));
        if (tagged.length <= KEY_ID_BYTES) {
            throw malformed("A signature has a key id of four bytes and something after it.");
        }
        return new Signature(
                line.substring(DASH.length(), space),
                ByteBuffer.wrap(tagged).getInt(),
                Arrays.copyOfRange(tagged, KEY_ID_BYTES, tagged.length));
    }

    private static boolean isText(String text) {
        return text.endsWith("\n") && text.chars().noneMatch(c -> c < 0x20 && c != '\n');
    }

    private static String utf8(byte[] bytes) throws Refused {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw malformed("The note is not UTF-8.");
        }
    }

    private static Refused malformed(String message) {
        return Refusal.of("note-malformed", "", message).toException();
    }
}
