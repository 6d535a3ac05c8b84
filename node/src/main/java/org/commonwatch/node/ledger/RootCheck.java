package org.commonwatch.node.ledger;

import java.util.ArrayList;
import java.util.List;
import org.commonwatch.kernel.Digest;
import org.commonwatch.ledger.merkle.MerkleTree;
import org.commonwatch.ledger.merkle.Rfc6962;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.tile.LogDamaged;
import org.commonwatch.ledger.tile.LogReader;

/**
 * Whether the entries on disk still lead to the root that was signed, while the log goes on growing: every entry below one
 * checkpoint is read and hashed anew (RFC 6962). Signatures of entries, payloads and the journal are the business of
 * {@code commonwatch verify}, which reads a log that rests.
 */
final class RootCheck {
    /** Entries one press of the button reads; some seconds of work and 32 bytes of memory each. */
    static final long ENTRIES_MAX = 500_000;

    private RootCheck() {}

    /** @param finding in one sentence */
    record Result(boolean good, long entries, String finding) {}

    static Result of(LogReader reader) {
        SignedCheckpoint checkpoint = reader.checkpoint();
        long size = checkpoint.size();
        if (size > ENTRIES_MAX) {
            return new Result(
                    false,
                    0,
                    "The log has more than " + ENTRIES_MAX + " entries; `commonwatch verify` checks logs of any size.");
        }
        List<Digest> hashes = new ArrayList<>((int) size);
        try (var leaves = reader.entries(0, size)) {
            leaves.forEach(leaf -> hashes.add(Rfc6962.leafHash(leaf.bytes())));
        } catch (LogDamaged damaged) {
            return new Result(false, hashes.size(), "A file of the log is damaged: " + damaged.getMessage());
        }
        Digest root = size == 0 ? Rfc6962.EMPTY_ROOT : MerkleTree.of(hashes).root();
        return root.equals(checkpoint.root())
                ? new Result(true, size, "All entries lead to the signed root " + root.base64() + ".")
                : new Result(
                        false,
                        size,
                        "The entries lead to " + root.base64() + ", but the checkpoint was signed over "
                                + checkpoint.root().base64() + ".");
    }
}
