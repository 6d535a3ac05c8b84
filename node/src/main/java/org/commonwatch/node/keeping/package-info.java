/**
 * Keeping the node itself: how it stands, rebuilding its index, backing it up. A slice of its own, because the spine below
 * must not know who may call.
 */
@NullMarked
package org.commonwatch.node.keeping;

import org.jspecify.annotations.NullMarked;
