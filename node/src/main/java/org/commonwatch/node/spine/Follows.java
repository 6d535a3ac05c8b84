package org.commonwatch.node.spine;

import java.net.URI;
import java.util.List;

/**
 * What a node must know to follow a log that another node orders.
 *
 * @param contacts base addresses of nodes that hold the log, the one that orders it first
 * @param policy which cosignatures make a checkpoint final, as C2SP tlog-policy text, until the log says otherwise
 */
public record Follows(List<URI> contacts, String policy) {
    /** Addresses tried for one log. */
    public static final int CONTACTS_MAX = 16;

    public Follows {
        contacts = List.copyOf(contacts);
        if (contacts.isEmpty() || contacts.size() > CONTACTS_MAX) {
            throw new IllegalArgumentException("a followed log has 1 to " + CONTACTS_MAX + " contacts");
        }
    }
}
