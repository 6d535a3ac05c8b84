package org.commonwatch.node.spine;

/**
 * How one log stands.
 *
 * @param space {@code own}, {@code community} or {@code sample}
 * @param size final entries
 * @param applied entries that every screen shows; equal to {@code size} when replay has caught up
 * @param root of the tree at {@code size}, base64
 * @param objects in all entries that are not void
 */
public record LogStatus(String name, String space, String origin, long size, long applied, String root, long objects) {}
