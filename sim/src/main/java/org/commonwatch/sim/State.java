package org.commonwatch.sim;

import org.commonwatch.kernel.Digest;
import org.commonwatch.ledger.tile.Leaf;

/** What a node makes of a log's final entries, one after the other. Nodes with the same entries have the same root. */
public interface State {
    void apply(Leaf leaf);

    /** A digest of all effects so far. */
    Digest root();

    /** The least there is: a running digest over the entries themselves. */
    final class Running implements State {
        private Digest root = Digest.of();

        @Override
        public void apply(Leaf leaf) {
            root = Digest.of(root.toBytes(), leaf.bytes());
        }

        @Override
        public Digest root() {
            return root;
        }
    }
}
