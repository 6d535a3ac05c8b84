/**
 * Communities between nodes: founding one, inviting and admitting organisations, following a log that another node orders,
 * sending own statements there, cosigning and collecting cosignatures. Everything that arrives from another node is verified
 * before it is kept; what is asked of another node is signed with this one's key. Who belongs is the log's to say, see
 * {@code membership}.
 */
@NullMarked
package org.commonwatch.node.community;

import org.jspecify.annotations.NullMarked;
