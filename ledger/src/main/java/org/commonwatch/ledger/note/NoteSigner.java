package org.commonwatch.ledger.note;

import org.commonwatch.ledger.keys.SigningKey;

/** A named private key that signs notes. */
public record NoteSigner(String name, SigningKey key) {
    public NoteSigner {
        if (!NoteKey.isName(name)) {
            throw new IllegalArgumentException("not a note key name: " + name);
        }
    }

    public NoteKey noteKey() {
        return new NoteKey(name, key.verifyingKey());
    }
}
