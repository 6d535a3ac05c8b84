package org.commonwatch.node.membership;

import org.commonwatch.ledger.keys.KeyId;

/** The name a key gives its owner: {@code org-} and 16 digits of the key's id, as the spine writes it into statements. */
final class MemberName {
    private static final int DIGITS = 16;

    private MemberName() {}

    static String of(KeyId key) {
        return "org-" + key.digest().hex().substring(0, DIGITS);
    }
}
