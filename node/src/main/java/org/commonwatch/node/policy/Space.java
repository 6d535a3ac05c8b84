package org.commonwatch.node.policy;

/** Where an item stands, which is the widest circle that could ever see it. */
public enum Space {
    /** The home log: the own organisation only, never served to other nodes. */
    OWN,
    /** A community's log. */
    COMMUNITY,
    /** The built-in sample: shown here, never in exports or community collections. */
    SAMPLE
}
