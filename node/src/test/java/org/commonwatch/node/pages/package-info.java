/** Tests of pages and of what only pages need, over HTTP and in a real browser. */
@NullMarked
package org.commonwatch.node.pages;

import org.jspecify.annotations.NullMarked;
