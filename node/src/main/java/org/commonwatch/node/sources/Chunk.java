package org.commonwatch.node.sources;

/**
 * What was read of a file and is not taken in yet.
 *
 * @param after where reading goes on once the block is committed
 * @param cut the block ends inside a line that is too long
 * @param more the file holds more than this block
 */
record Chunk(TailedFile file, Block block, FilePosition after, boolean cut, boolean more) {}
