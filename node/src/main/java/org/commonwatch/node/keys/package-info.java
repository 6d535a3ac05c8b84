/**
 * Changing this organisation's keys: makes new ones and brings each community's log to count them, over restarts and away
 * members. The owner alone asks for it. What a change means for others is membership's and audience's to say. No network.
 */
@NullMarked
package org.commonwatch.node.keys;

import org.jspecify.annotations.NullMarked;
