/**
 * TAXII 2.1 (OASIS Standard, 10 June 2021) as a server: every endpoint of sections 4 and 5 over the community collections.
 * A page is the accepted bytes of its objects, copied from the payload files and never parsed again.
 */
@NullMarked
package org.commonwatch.node.taxii;

import org.jspecify.annotations.NullMarked;
