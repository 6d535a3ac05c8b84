/** Who may speak to the node: tokens and sign-in links. */
@NullMarked
package org.commonwatch.cli.access;

import org.jspecify.annotations.NullMarked;
