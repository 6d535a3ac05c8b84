package org.commonwatch.ledger.follow;

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
 * Proof that a log signed two histories: two checkpoints of one origin, and, when their sizes differ, one entry that is not
 * the same in both, with its path to each root. Whoever knows the log's keys can check it; nothing else is needed.
 *
 * @param older the checkpoint of the smaller or equal size
 * @param newer the other
 * @param divergence absent exactly when both have the same size, because then the two roots say all
 */
public record Fork(Note older, Note newer, Optional<Divergence> divergence) {
    /** One exported fork in bytes: two notes and two paths. */
    public static final int BYTES_MAX = 2 * Note.BYTES_MAX + 16 * 1024;

    private static final String MAGIC = "commonwatch fork v1";
    private static final int PROOF_HASHES_MAX = 63;
    private static final int HEAD_LINES_MAX = 2 * PROOF_HASHES_MAX + 8;

    /**
     * An entry that differs.
     *
     * @param index of the entry; below both sizes
     * @param olderLeaf its leaf hash in the older tree, and {@code olderProof} the inclusion proof there
     * @param newerLeaf its leaf hash in the newer tree, and {@code newerProof} the inclusion proof there
     */
    public record Divergence(
            long index, Digest olderLeaf, List<Digest> olderProof, Digest newerLeaf, List<Digest> newerProof) {
        public Divergence {
            olderProof = List.copyOf(olderProof);
            newerProof = List.copyOf(newerProof);
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
        if (divergence.isEmpty()) {
            if (first.size() != second.size() || first.root().equals(second.root())) {
                throw unproved("Without an entry that differs, the sizes are equal and the roots are not.");
            }
            return List.copyOf(signed);
        }
        Divergence at = divergence.get();
        if (at.olderLeaf.equals(at.newerLeaf)) {
            throw unproved("The entry is the same in both.");
        }
        ProofCheck.inclusion(at.index, first.size(), at.olderLeaf, at.olderProof, first.root());
        ProofCheck.inclusion(at.index, second.size(), at.newerLeaf, at.newerProof, second.root());
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
        head.append("notes ").append(first.length).append(' ').append(second.length).append('\n');
        if (divergence.isPresent()) {
            Divergence at = divergence.get();
            head.append("entry ").append(at.index).append('\n');
            path(head, at.olderLeaf, at.olderProof);
            path(head, at.newerLeaf, at.newerProof);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(head.append('\n').toString().getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(first);
        out.writeBytes(second);
        return out.toByteArray();
    }

    private static void path(StringBuilder head, Digest leaf, List<Digest> proof) {
        head.append("leaf ").append(leaf.base64()).append('\n');
        proof.forEach(hash -> head.append(hash.base64()).append('\n'));
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
                head.size() == 2 ? Optional.empty() : Optional.of(divergence(head.subList(2, head.size()))));
        if (!Arrays.equals(fork.toBytes(), bytes)) {
            throw malformed("A fork has one spelling.");
        }
        return fork;
    }

    private static Divergence divergence(List<String> lines) throws Refused {
        int second = lines.size();
        for (int i = 2; i < lines.size(); i++) {
            second = lines.get(i).startsWith("leaf ") ? Math.min(second, i) : second;
        }
        if (lines.size() < 3 || second == lines.size() || !lines.getFirst().startsWith("entry ")) {
            throw malformed("The entry that differs has an index and two leaves with their paths.");
        }
        return new Divergence(
                number(lines.getFirst().substring("entry ".length())),
                leaf(lines.get(1)),
                hashes(lines.subList(2, second)),
                leaf(lines.get(second)),
                hashes(lines.subList(second + 1, lines.size())));
    }

    private static Digest leaf(String line) throws Refused {
        if (!line.startsWith("leaf ")) {
            throw malformed("A leaf line is expected.");
        }
        return hash(line.substring("leaf ".length()));
    }

    private static List<Digest> hashes(List<String> lines) throws Refused {
        if (lines.size() > PROOF_HASHES_MAX) {
            throw malformed("A path has at most " + PROOF_HASHES_MAX + " hashes.");
        }
        List<Digest> hashes = new ArrayList<>();
        for (String line : lines) {
            hashes.add(hash(line));
        }
        return hashes;
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
