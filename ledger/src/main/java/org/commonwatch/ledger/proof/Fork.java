package org.commonwatch.ledger.proof;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.merkle.ProofCheck;
import org.commonwatch.ledger.note.Checkpoint;
import org.commonwatch.ledger.note.Note;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.wire.StrictBase64;

/**
 * Proof that a log signed two histories: two checkpoints of one origin, and, when their sizes differ, the root that the
 * newer tree has over the older one's entries, proved by consistency with the newer root. It is not the root that was
 * signed. Whoever knows the log's keys can check it; nothing else is needed.
 *
 * @param older the checkpoint of the smaller or equal size
 * @param newer the other
 * @param prefix absent exactly when both have the same size, because then the two roots say all
 */
public record Fork(Note older, Note newer, Optional<Prefix> prefix) {
    /** One exported fork in bytes: two notes and a proof. */
    public static final int BYTES_MAX = 2 * Note.BYTES_MAX + 8 * 1024;

    private static final String MAGIC = "commonwatch fork v1";
    private static final int PROOF_HASHES_MAX = 63;
    private static final int HEAD_LINES_MAX = PROOF_HASHES_MAX + 3;

    /**
     * What the newer tree says of the older one's entries.
     *
     * @param root over as many entries as the older checkpoint has, in the newer tree
     * @param proof RFC 6962 consistency of that root with the newer checkpoint's
     */
    public record Prefix(Digest root, List<Digest> proof) {
        public Prefix {
            proof = List.copyOf(proof);
        }
    }

    /**
     * Whether this convicts a log.
     *
     * @param logKeys the keys that sign for its origin
     * @return the keys that signed either history, each to blame for what it signed
     * @throws Refused {@code fork-unproved} or what is wrong with a note: then it proves nothing
     */
    public List<NoteKey> verify(Collection<NoteKey> logKeys) throws Refused {
        List<NoteKey> signed = new ArrayList<>(older.verify(logKeys));
        for (NoteKey key : newer.verify(logKeys)) {
            if (!signed.contains(key)) {
                signed.add(key);
            }
        }
        Checkpoint first = Checkpoint.parse(older.text());
        Checkpoint second = Checkpoint.parse(newer.text());
        boolean sameLog = first.origin().equals(second.origin())
                && signed.stream().allMatch(key -> key.name().equals(first.origin()));
        if (!sameLog) {
            throw unproved("The two checkpoints are not of one log.");
        }
        if (prefix.isEmpty()) {
            if (first.size() != second.size() || first.root().equals(second.root())) {
                throw unproved("Without a prefix, the sizes are equal and the roots are not.");
            }
            return List.copyOf(signed);
        }
        if (prefix.get().root.equals(first.root())) {
            throw unproved("The older tree is a prefix of the newer one.");
        }
        ProofCheck.consistency(first.size(), second.size(), prefix.get().proof, prefix.get().root, second.root());
        return List.copyOf(signed);
    }

    /** The file's name: the same fork found twice has the same one. */
    public String fileName() {
        return "fork-" + Digest.of(toBytes()).hex().substring(0, 32);
    }

    /** As exported; docs/formats/cosignatures.md. */
    public byte[] toBytes() {
        byte[] first = older.toBytes();
        byte[] second = newer.toBytes();
        StringBuilder head = new StringBuilder(MAGIC).append('\n');
        head.append("notes ")
                .append(first.length)
                .append(' ')
                .append(second.length)
                .append('\n');
        if (prefix.isPresent()) {
            head.append("prefix ").append(prefix.get().root.base64()).append('\n');
            prefix.get().proof.forEach(hash -> head.append(hash.base64()).append('\n'));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(head.append('\n').toString().getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(first);
        out.writeBytes(second);
        return out.toByteArray();
    }

    /** @throws Refused {@code fork-malformed} or what is wrong with a note; a parsed fork still proves nothing */
    public static Fork parse(byte[] bytes) throws Refused {
        if (bytes.length > BYTES_MAX) {
            throw malformed("A fork has at most " + BYTES_MAX + " bytes.");
        }
        List<String> head = new ArrayList<>();
        int at = 0;
        while (true) {
            int end = at;
            while (end < bytes.length && bytes[end] != '\n') {
                end++;
            }
            if (end == bytes.length || head.size() > HEAD_LINES_MAX) {
                throw malformed("A fork starts with its head and an empty line.");
            }
            String line = new String(bytes, at, end - at, StandardCharsets.ISO_8859_1);
            at = end + 1;
            if (line.isEmpty()) {
                break;
            }
            head.add(line);
        }
        if (head.size() < 2 || !head.getFirst().equals(MAGIC)) {
            throw malformed("The first line is: " + MAGIC + ".");
        }
        String[] lengths = head.get(1).split(" ", -1);
        boolean shaped = lengths.length == 3 && lengths[0].equals("notes");
        int first = shaped ? (int) number(lengths[1]) : 0;
        int second = shaped ? (int) number(lengths[2]) : 0;
        if (!shaped || first > Note.BYTES_MAX || second > Note.BYTES_MAX || at + first + second != bytes.length) {
            throw malformed("The second line gives the lengths of the two notes, which end the file.");
        }
        Fork fork = new Fork(
                Note.parse(Arrays.copyOfRange(bytes, at, at + first)),
                Note.parse(Arrays.copyOfRange(bytes, at + first, bytes.length)),
                head.size() == 2 ? Optional.empty() : Optional.of(prefix(head.subList(2, head.size()))));
        if (!Arrays.equals(fork.toBytes(), bytes)) {
            throw malformed("A fork has one spelling.");
        }
        return fork;
    }

    private static Prefix prefix(List<String> lines) throws Refused {
        if (!lines.getFirst().startsWith("prefix ")) {
            throw malformed("After the lengths comes the root of the prefix, then its proof.");
        }
        List<Digest> proof = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            proof.add(hash(line));
        }
        return new Prefix(hash(lines.getFirst().substring("prefix ".length())), proof);
    }

    private static Digest hash(String text) throws Refused {
        byte[] hash = StrictBase64.decode(text);
        if (hash.length != Digest.BYTES) {
            throw malformed("A hash has 32 bytes.");
        }
        return Digest.fromBytes(hash);
    }

    private static long number(String digits) throws Refused {
        if (!digits.matches("0|[1-9][0-9]{0,17}")) {
            throw malformed("A number is decimal without leading zeros.");
        }
        return Long.parseLong(digits);
    }

    private static Refused unproved(String message) {
        return Refusal.of("fork-unproved", "", message).toException();
    }

    private static Refused malformed(String message) {
        return Refusal.of("fork-malformed", "", message).toException();
    }
}
