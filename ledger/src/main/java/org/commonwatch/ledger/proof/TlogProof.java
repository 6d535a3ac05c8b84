package org.commonwatch.ledger.proof;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.merkle.ProofCheck;
import org.commonwatch.ledger.merkle.Rfc6962;
import org.commonwatch.ledger.note.Note;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.tile.LogReader;
import org.commonwatch.ledger.wire.StrictBase64;

/**
 * That an entry is in a log, checkable offline: index, inclusion proof and the checkpoint, as text ({@code
 * c2sp.org/tlog-proof@v1}). A parsed proof says nothing until {@link #verify}.
 */
public final class TlogProof {
    /** The text before the checkpoint. Ours, not the specification's. */
    public static final int HEAD_BYTES_MAX = 128 * 1024;

    private static final String FIRST_LINE = "c2sp.org/tlog-proof@v1";
    private static final String EXTRA = "extra ";
    private static final String INDEX = "index ";

    /** The highest tree with a 63-bit size. */
    private static final int HASHES_MAX = 63;

    private final Optional<byte[]> extra;
    private final long index;
    private final List<Digest> hashes;
    private final byte[] checkpoint;

    private TlogProof(Optional<byte[]> extra, long index, List<Digest> hashes, byte[] checkpoint) {
        this.extra = extra;
        this.index = index;
        this.hashes = List.copyOf(hashes);
        this.checkpoint = checkpoint;
    }

    /** The proof of entry {@code index} against the newest published checkpoint of a log. */
    public static TlogProof of(LogReader log, long index) {
        return of(log, index, log.checkpoint());
    }

    /** Against another checkpoint of the same log, for instance its {@link LogReader#finalCheckpoint final} one. */
    public static TlogProof of(LogReader log, long index, SignedCheckpoint checkpoint) {
        return new TlogProof(Optional.empty(), index, log.inclusion(index, checkpoint.size()), checkpoint.toBytes());
    }

    /** The same proof with opaque data that nobody signs, at most {@link #HEAD_BYTES_MAX} / 2 bytes. */
    public TlogProof withExtra(byte[] data) {
        if (data.length > HEAD_BYTES_MAX / 2) {
            throw new IllegalArgumentException("extra data of " + data.length + " bytes");
        }
        return new TlogProof(Optional.of(data.clone()), index, hashes, checkpoint);
    }

    public long index() {
        return index;
    }

    /** Unauthenticated. */
    public Optional<byte[]> extra() {
        return extra.map(byte[]::clone);
    }

    public byte[] toBytes() {
        StringBuilder out = new StringBuilder(FIRST_LINE).append('\n');
        extra.ifPresent(data -> out.append(EXTRA)
                .append(Base64.getEncoder().encodeToString(data))
                .append('\n'));
        out.append(INDEX).append(index).append('\n');
        hashes.forEach(hash -> out.append(hash.base64()).append('\n'));
        byte[] head = out.append('\n').toString().getBytes(StandardCharsets.US_ASCII);
        byte[] all = Arrays.copyOf(head, head.length + checkpoint.length);
        System.arraycopy(checkpoint, 0, all, head.length, checkpoint.length);
        return all;
    }

    /** @throws Refused {@code tlog-proof-malformed}, {@code base64-malformed}, {@code note-malformed} */
    public static TlogProof parse(byte[] bytes) throws Refused {
        int blank = blankLine(bytes);
        List<String> lines = List.of(ascii(Arrays.copyOf(bytes, blank)).split("\n", -1));
        byte[] checkpoint = Arrays.copyOfRange(bytes, blank + 2, bytes.length);
        Note.parse(checkpoint);
        int at = 0;
        if (!lines.getFirst().equals(FIRST_LINE)) {
            throw malformed("The first line is not " + FIRST_LINE + ".");
        }
        at++;
        Optional<byte[]> extra = Optional.empty();
        if (at < lines.size() && lines.get(at).startsWith(EXTRA)) {
            extra = Optional.of(StrictBase64.decode(lines.get(at).substring(EXTRA.length())));
            at++;
        }
        if (at == lines.size() || !lines.get(at).startsWith(INDEX)) {
            throw malformed("The line with the index is missing.");
        }
        long index = index(lines.get(at).substring(INDEX.length()));
        List<Digest> hashes = new ArrayList<>();
        for (String line : lines.subList(at + 1, lines.size())) {
            byte[] hash = StrictBase64.decode(line);
            if (hash.length != Digest.BYTES || hashes.size() == HASHES_MAX) {
                throw malformed("Hashes have 32 bytes, and there are at most " + HASHES_MAX + ".");
            }
            hashes.add(Digest.fromBytes(hash));
        }
        return new TlogProof(extra, index, hashes, checkpoint);
    }

    /**
     * Checks that {@code entry} stands at {@link #index} in the log of that origin.
     *
     * @param logKeys at least one of these signed the checkpoint
     * @return the checkpoint, for callers that also want to know who cosigned it
     * @throws Refused what is wrong with checkpoint, signature or proof
     */
    public SignedCheckpoint verify(byte[] entry, String origin, Collection<NoteKey> logKeys) throws Refused {
        SignedCheckpoint signed = SignedCheckpoint.open(checkpoint, origin, logKeys);
        ProofCheck.inclusion(index, signed.size(), Rfc6962.leafHash(entry), hashes, signed.root());
        return signed;
    }

    private static int blankLine(byte[] bytes) throws Refused {
        for (int i = 0; i + 1 < Math.min(bytes.length, HEAD_BYTES_MAX); i++) {
            if (bytes[i] == '\n' && bytes[i + 1] == '\n') {
                return i;
            }
        }
        throw malformed("The empty line before the checkpoint is missing.");
    }

    private static String ascii(byte[] bytes) throws Refused {
        try {
            return StandardCharsets.US_ASCII
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw malformed("The lines before the checkpoint are ASCII.");
        }
    }

    private static long index(String digits) throws Refused {
        boolean decimal = !digits.isEmpty()
                && digits.length() <= 18
                && digits.chars().allMatch(c -> c >= '0' && c <= '9')
                && (digits.length() == 1 || !digits.startsWith("0"));
        if (!decimal) {
            throw malformed("The index is a decimal number without leading zeros.");
        }
        return Long.parseLong(digits);
    }

    private static Refused malformed(String message) {
        return Refusal.of("tlog-proof-malformed", "", message).toException();
    }
}
