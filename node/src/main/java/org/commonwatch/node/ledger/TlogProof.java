package org.commonwatch.node.ledger;

import java.nio.charset.StandardCharsets;
import org.commonwatch.kernel.Digest;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.tile.LogReader;

/**
 * A proof that one entry is in a log, to check anywhere without this node (C2SP tlog-proof): the entry's place, the hashes
 * from its sibling up to the root's child, and the signed checkpoint they lead to.
 */
final class TlogProof {
    static final String FILE_SUFFIX = ".tlog-proof";
    private static final String HEADER = "c2sp.org/tlog-proof@v1\n";

    private TlogProof() {}

    /** @param index below the size of the log's checkpoint */
    static byte[] of(LogReader reader, long index) {
        SignedCheckpoint checkpoint = reader.checkpoint();
        StringBuilder proof =
                new StringBuilder(HEADER).append("index ").append(index).append('\n');
        for (Digest hash : reader.inclusion(index, checkpoint.size())) {
            proof.append(hash.base64()).append('\n');
        }
        proof.append('\n').append(new String(checkpoint.toBytes(), StandardCharsets.UTF_8));
        return proof.toString().getBytes(StandardCharsets.UTF_8);
    }
}
