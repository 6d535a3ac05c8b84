package org.commonwatch.node.spine;

import org.commonwatch.ledger.cosign.Cosigner;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.seal.EncryptionKey;

/** This organisation towards others: its name, its public keys, and signatures that are no statements. */
public final class Identity {
    private final Member self;
    private final Cosigner cosigner;
    private final EncryptionKey encryption;

    Identity(Keys keys) {
        this.self = Member.of(keys.author());
        this.cosigner = Cosigner.ofMlDsa44(self.name(), keys.cosigner());
        this.encryption = keys.encryption();
    }

    /** As it stands in the statements' author. */
    public String name() {
        return self.name();
    }

    /** Name and public key, as others note them. */
    public NoteKey key() {
        return new NoteKey(self.name(), self.key().verifyingKey());
    }

    /** Cosigns checkpoints of logs that this node holds; for its one witness alone. */
    public Cosigner cosigner() {
        return cosigner;
    }

    /** Opens keys of audiences that are encrypted to this organisation; for its one keyring alone. */
    public EncryptionKey encryption() {
        return encryption;
    }

    /** Signs something that begins as no statement and no note does: with a word of its own, or as a certificate. */
    public byte[] sign(byte[] message) {
        return self.key().sign(message);
    }
}
