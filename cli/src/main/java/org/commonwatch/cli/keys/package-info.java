/** A node's keys: what opens them, the owner's recovery file, encrypting them anew. Works on the home folder, without the node. */
@NullMarked
package org.commonwatch.cli.keys;

import org.jspecify.annotations.NullMarked;
