/**
 * The sample community: fictional organisations and what they know of one campaign, in a log of its own. It is loaded like
 * anything else, shown as sample, and leaves by no way out (see the gate); deleting the log deletes it.
 */
@NullMarked
package org.commonwatch.node.sample;

import org.jspecify.annotations.NullMarked;
