package org.commonwatch.node.policy;

/** The ways out of the node, and what each is for. */
public enum Action {
    /** One object on a page or through the API. */
    VIEW,
    /** A hit in a search or look-up, or a number that counts it. */
    SEARCH,
    /** A TAXII object, manifest or version listing. */
    TAXII,
    /** A file written for use elsewhere. */
    EXPORT,
    /** A value handed to firewalls, resolvers and sensors, as part of a feed. */
    DEFEND,
    /** A line in the live stream. */
    STREAM,
    /** Earlier versions, claims and recalls of an object. */
    HISTORY,
    /** Put into a community's log. */
    SHARE,
    /** Put into a community's log, sealed to members who are named. */
    SHARE_NAMED,
    /** One object of a community's log as a file for somebody outside, proved and in clear. */
    DISCLOSE,
    /** A payload served raw below {@code /ledger/}. */
    PAYLOAD,
    /** A message about a hit to a channel of the own organisation: webhook, syslog, e-mail. */
    NOTIFY,
    /**
     * A payload for another member's node, which replays the same log: what was recalled goes along, since the recall, an
     * entry as well, closes it there too.
     */
    MIRROR
}
