package org.commonwatch.node.sharing;

import org.commonwatch.stix.StixObject;

/** An object that the gate let through, with its place and its JSON. */
public record OpenObject(Item item, StixObject stix) {
    public String title() {
        return Title.of(stix);
    }
}
