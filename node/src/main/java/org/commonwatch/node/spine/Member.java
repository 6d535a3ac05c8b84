package org.commonwatch.node.spine;

import org.commonwatch.ledger.keys.SigningKey;

/**
 * This organisation as an author.
 *
 * @param name until members choose names of their own, {@code org-} and 16 digits of the first key's id
 */
record Member(String name, SigningKey key) {
    static Member of(SigningKey key) {
        return new Member(key.id().ownerName(), key);
    }
}
