/**
 * Which members' nodes order a community's log, as the log itself says: members offer seats with the keys of their nodes, the
 * steward names the council, one more or one less at a time. Entry types with pure rules, a projection that follows from leaves
 * alone, and the answers other slices need. What the running council is brought to is said here; who brings it there is not.
 */
@NullMarked
package org.commonwatch.node.council;

import org.jspecify.annotations.NullMarked;
