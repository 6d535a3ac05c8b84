/**
 * Erasing what was said: the order, as an entry of the log in which it was said; doing it on this node; each member's word that
 * it has been done; and who has not given it yet. Unlike a recall, which keeps bytes and history, this destroys bytes.
 */
@NullMarked
package org.commonwatch.node.erasure;

import org.jspecify.annotations.NullMarked;
