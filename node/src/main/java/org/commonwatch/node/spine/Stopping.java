package org.commonwatch.node.spine;

/** Fired when the node was asked to stop, before it waits for open requests: answers without an end must end now. */
public record Stopping() {}
