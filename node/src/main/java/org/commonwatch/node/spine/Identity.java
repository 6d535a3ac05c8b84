package org.commonwatch.node.spine;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Predicate;
import org.commonwatch.ledger.cosign.Cosigner;
import org.commonwatch.ledger.keys.KeyId;
import org.commonwatch.ledger.note.KeyHandover;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.seal.EncryptionKey;

/** This organisation towards others: its name, its public keys, and signatures that are no statements. */
public final class Identity {
    private final OwnKeys own;
    private final Keys keys;

    Identity(Keys keys) {
        this.keys = keys;
        this.own = keys.own();
    }

    /** As it stands in the statements' author. */
    public String name() {
        return own.name();
    }

    /** Name and public key, as others note them; the newest key. */
    public NoteKey key() {
        return new NoteKey(name(), own.newest().key().verifyingKey());
    }

    /** The key with which it speaks in a log. */
    public KeyId keyIn(Log log) {
        return own.in(log.name()).key().id();
    }

    /** How the key came from the one that gave the name; empty when that is the same. */
    public List<KeyHandover> handovers() {
        return own.handovers();
    }

    /** Cosigns checkpoints of logs that this node holds; for its one witness alone. */
    public Cosigner cosigner() {
        return own.cosigners().getFirst();
    }

    /** The same and those it replaced, as long as a log may ask for their signatures; the newest first. */
    public List<Cosigner> cosigners() {
        return own.cosigners();
    }

    /** Whether the newest keys came with a new one to cosign with. */
    public boolean changesCosigner() {
        return own.changesCosigner();
    }

    /**
     * Destroys the keys to cosign with that no log needs; the newest stays.
     *
     * @param needed asked for each key, a C2SP vkey
     */
    public void forgetCosigners(Predicate<String> needed) {
        own.forgetCosigners(needed);
    }

    /** Cosigns a log in one of its epochs from the second on; for its one witness alone. */
    public Cosigner cosigner(Log log, long epoch) {
        return Cosigner.ofMlDsa44(own.name(), keys.cosigner(log.name(), epoch));
    }

    /** With which this node would sign a log's checkpoints in an epoch from the second on. */
    public NoteKey checkpointKey(Log log, long epoch) {
        return new NoteKey(log.origin(), keys.log(log.name(), epoch).verifyingKey());
    }

    /** Opens keys of audiences that are encrypted to this organisation; for its one keyring alone. */
    public EncryptionKey encryption() {
        return own.encryptions().getFirst();
    }

    /** The same key and those it replaced, to which something that is still under way may be encrypted. */
    public List<EncryptionKey> encryptions() {
        return own.encryptions();
    }

    /** Signs something that begins as no statement and no note does: with a word of its own, or as a certificate. */
    public byte[] sign(byte[] message) {
        return own.newest().key().sign(message);
    }

    /** The same with the key that speaks in a log: where a new one does not count yet, nobody there knows it. */
    public byte[] signIn(Log log, byte[] message) {
        return own.in(log.name()).key().sign(message);
    }

    /** The same with the key before, while there is a log in which only that one counts. */
    public Optional<byte[]> signOlder(byte[] message) {
        return own.older().map(older -> older.key().sign(message));
    }

    /** Names of logs in which the newest key is still to count. */
    public SortedSet<String> changing() {
        return own.changing();
    }

    /**
     * Makes new keys that are to count in these logs; durable when this returns. None may be {@link #changing}.
     *
     * @param reason a word that is kept with it
     * @param cosigner whether a key to cosign with is among them
     */
    public void changeKeys(SortedSet<String> logs, String reason, boolean cosigner) {
        own.change(logs, reason, cosigner);
    }

    /** Why the change that is under way was asked for, as it was said then. */
    public String changeReason() {
        return own.reason();
    }
}
