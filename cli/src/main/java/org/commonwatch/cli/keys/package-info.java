/**
 * A node's keys: what opens them, the owner's recovery file, encrypting them anew, all
 * on the home folder; and a change of the keys it speaks with, which the node makes.
 */
@NullMarked
package org.commonwatch.cli.keys;

import org.jspecify.annotations.NullMarked;
