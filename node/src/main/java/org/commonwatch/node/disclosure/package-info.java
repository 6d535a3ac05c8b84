/**
 * One object of a community's log for somebody outside, as a file that proves itself. The owner's to decide, within the gate; nothing
 * is written anywhere.
 */
@NullMarked
package org.commonwatch.node.disclosure;

import org.jspecify.annotations.NullMarked;
