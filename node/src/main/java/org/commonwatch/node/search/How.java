package org.commonwatch.node.search;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How a stored value is related to the one asked about. */
public enum How {
    /** It is the same. */
    EXACT,
    /** It stands above: the name or host, the URL's folder, the technique of a sub-technique. */
    PARENT,
    /** It is a network around the address or network asked about. */
    CONTAINS,
    /** It stands below: an address of the network, a sub-domain, a sub-technique. */
    WITHIN,
    /** It begins with what was asked about: URLs of a host, mailboxes of a domain, text. */
    PREFIX;

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
