package org.commonwatch.ledger.disclose;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.commonwatch.kernel.Limits;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.merkle.ProofCheck;
import org.commonwatch.ledger.merkle.Rfc6962;
import org.commonwatch.ledger.note.KeyHandover;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.payload.Disclosure;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.PayloadCommitment;
import org.commonwatch.ledger.tile.LogReader;

/**
 * One object of a payload with everything that proves it, docs/formats/disclosure.md: the author's signed statement commits to
 * the object, a final checkpoint to the statement, and the author's name to its key. One that was read says nothing until {@link
 * #verify}. What it never shows is whether the log's replay counts the statement; that asks for all of the log.
 */
public final class DisclosedObject {
    /** A file in bytes: an object of {@link Limits#OBJECT_BYTES_MAX} in base64, a leaf, a checkpoint with all its cosignatures. */
    public static final int BYTES_MAX = 12 * 1024 * 1024;

    /** Keys that an author had before: as many as an organisation may change. */
    static final int LINE_MAX = 16;

    /** Hashes of one proof: the highest tree has a 63-bit size. */
    static final int HASHES_MAX = 63;

    private final String checkpoint;
    private final DisclosedEntry entry;
    private final NoteKey key;
    private final List<KeyHandover> line;
    private final Disclosure object;

    DisclosedObject(String checkpoint, DisclosedEntry entry, NoteKey key, List<KeyHandover> line, Disclosure object) {
        this.checkpoint = checkpoint;
        this.entry = entry;
        this.key = key;
        this.line = List.copyOf(line);
        this.object = object;
    }

    /**
     * Puts one together; whether it holds is for {@link #verify} to say, before anybody is given it.
     *
     * @param checkpoint of that log, final and not below the entry
     * @param entry whose payload has the object
     * @param key with which the author signed it, under the author's name
     * @param line the keys before it, from the one that gave the name on; none when it did so itself
     * @throws Refused {@code disclosure-too-long} for an object beyond {@link Limits#OBJECT_BYTES_MAX}
     */
    public static DisclosedObject of(
            LogReader log,
            SignedCheckpoint checkpoint,
            long entry,
            NoteKey key,
            List<KeyHandover> line,
            Disclosure object)
            throws Refused {
        if (object.bytes().length > Limits.OBJECT_BYTES_MAX) {
            throw tooLong(object.bytes().length);
        }
        return new DisclosedObject(
                new String(checkpoint.toBytes(), StandardCharsets.UTF_8),
                new DisclosedEntry(entry, log.entry(entry).bytes(), log.inclusion(entry, checkpoint.size())),
                key,
                line,
                object);
    }

    /**
     * Reads a file.
     *
     * @throws Refused {@code disclosure-too-long}, {@code json-not-canonical}, {@code disclosure-malformed}, or what is wrong with
     *     a key or base64, with the member's path
     */
    public static DisclosedObject parse(byte[] bytes) throws Refused {
        if (bytes.length > BYTES_MAX) {
            throw tooLong(bytes.length);
        }
        return DisclosedText.read(bytes);
    }

    public byte[] toBytes() {
        return DisclosedText.write(this);
    }

    /**
     * Checks all of it, from the checkpoint down to the object.
     *
     * @param policy of the community, the one in force when the checkpoint became final
     * @throws Refused the first thing that does not hold, with the path of the member; codes in docs/formats/disclosure.md
     */
    public Proven verify(Policy policy) throws Refused {
        Policy.Judged judged = Check.at("/checkpoint", () -> judge(policy));
        Check.at("/entry/proof", () -> included(judged.signed()));
        Envelope envelope = Check.at("/entry/leaf", () -> Envelope.parse(entry.leaf()));
        if (!envelope.statement()
                .draft()
                .origin()
                .equals(judged.signed().checkpoint().origin())) {
            throw refuse("log-origin", "/entry/leaf", "The statement is for another log.");
        }
        checkAuthor(envelope);
        PayloadCommitment commitment = envelope.statement()
                .draft()
                .payload()
                .orElseThrow(() -> refuse("disclosure-no-payload", "/entry/leaf", "The statement has no objects."));
        Check.at("/object", () -> {
            object.verify(commitment);
            return object;
        });
        return new Proven(judged, entry.index(), envelope, key, !line.isEmpty(), object);
    }

    private Policy.Judged judge(Policy policy) throws Refused {
        Policy.Judged judged = policy.judge(checkpoint.getBytes(StandardCharsets.UTF_8));
        if (!judged.isFinal()) {
            throw Refusal.of(
                            "disclosure-not-final",
                            "",
                            "The policy asks for more cosignatures. It must be the one in force at this checkpoint.",
                            "missing " + judged.standing().waitingFor() + " of "
                                    + String.join(", ", judged.standing().missing()))
                    .toException();
        }
        return judged;
    }

    private SignedCheckpoint included(SignedCheckpoint signed) throws Refused {
        ProofCheck.inclusion(
                entry.index(), signed.size(), Rfc6962.leafHash(entry.leaf()), entry.proof(), signed.root());
        return signed;
    }

    /** The key is the statement's, it signed, and its name is its own or was handed down to it from the key that gave it. */
    private void checkAuthor(Envelope envelope) throws Refused {
        if (!key.key().id().equals(envelope.statement().key())
                || !key.name().equals(envelope.statement().draft().author())) {
            throw refuse("disclosure-key", "/key", "The key is not the one that the statement names for its author.");
        }
        if (!envelope.verify(key.key())) {
            throw refuse("signature-wrong", "/entry/leaf", "The author's signature does not hold.");
        }
        for (int i = 0; i < line.size(); i++) {
            NoteKey next = i + 1 < line.size() ? line.get(i + 1).key() : key;
            if (!line.get(i).key().name().equals(key.name()) || !line.get(i).holds(next)) {
                throw refuse("disclosure-line", "/line/" + i, "This key did not hand over to the one after it.");
            }
        }
        NoteKey first = line.isEmpty() ? key : line.getFirst().key();
        if (!first.key().id().ownerName().equals(key.name())) {
            throw refuse("disclosure-name", "/key", "The author's name is not that of its first key.");
        }
    }

    String checkpoint() {
        return checkpoint;
    }

    DisclosedEntry entry() {
        return entry;
    }

    NoteKey key() {
        return key;
    }

    List<KeyHandover> line() {
        return line;
    }

    Disclosure object() {
        return object;
    }

    private static Refused tooLong(int bytes) {
        return Refusal.of(
                        "disclosure-too-long",
                        "",
                        "A disclosed object has at most " + Limits.OBJECT_BYTES_MAX + " bytes, its file " + BYTES_MAX
                                + ".",
                        bytes + " bytes")
                .toException();
    }

    private static Refused refuse(String code, String path, String message) {
        return Refusal.of(code, path, message).toException();
    }
}
