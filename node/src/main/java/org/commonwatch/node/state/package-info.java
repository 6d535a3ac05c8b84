/**
 * Whether the nodes of a community come to the same state: whoever orders a log states its root at every 4,096th entry, and
 * a node that disagrees says so and where.
 */
@NullMarked
package org.commonwatch.node.state;

import org.jspecify.annotations.NullMarked;
