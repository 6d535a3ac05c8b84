package org.commonwatch.node.policy;

import java.util.Optional;
import org.commonwatch.stix.Tlp;

/**
 * Who asks.
 *
 * @param name of the person or token, as it appears in logs and explanations
 * @param owner may administer this node
 * @param write may share, import and recall
 * @param ownSpace may see what is not shared
 * @param ownValues may fetch values of what is not shared for the own defences, and nothing else of it
 * @param collection the only community collection this reader may use; empty for all
 * @param maxTlp the most restrictive marking this reader may see
 */
public record Reader(
        String name,
        boolean owner,
        boolean write,
        boolean ownSpace,
        boolean ownValues,
        Optional<String> collection,
        Tlp maxTlp) {

    /** One who may not fetch own values, unless it sees the own space anyway. */
    public Reader(
            String name, boolean owner, boolean write, boolean ownSpace, Optional<String> collection, Tlp maxTlp) {
        this(name, owner, write, ownSpace, false, collection, maxTlp);
    }

    /** The organisation that runs this node. */
    public static Reader owner(String name) {
        return new Reader(name, true, true, true, Optional.empty(), Tlp.RED);
    }

    /** The same with another bound on markings. */
    public Reader upTo(Tlp tlp) {
        return new Reader(name, owner, write, ownSpace, ownValues, collection, tlp);
    }
}
