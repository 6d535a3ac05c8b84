package org.commonwatch.node.access;

/** What an endpoint asks of its caller, from nothing to everything. */
public enum Right {
    /** Anyone who reaches the port: sign-in, static assets, health. */
    ANYONE,
    /** Any valid token or session. */
    READ,
    /** A token or session that may import, share and recall. */
    WRITE,
    /** A token that pushes to one telemetry source and may do nothing else, or the owner; see {@link Caller#mayPush}. */
    PUSH,
    /** A node of the community that the address names, by a signed request; or the owner. */
    MEMBER,
    /**
     * As {@link #MEMBER}, or a former member's node whose cosignature the policy in force still asks for: without it the policy
     * that lets it go could never be final.
     */
    COSIGNER,
    /** The organisation that runs this node. */
    OWNER
}
