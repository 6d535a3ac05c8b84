/**
 * What every page shares: the frame with navigation and appearance, how times and sizes read, pages for problems, and the
 * response headers of pages. Pages themselves belong to their slices; each brings its templates.
 */
@NullMarked
package org.commonwatch.node.pages;

import org.jspecify.annotations.NullMarked;
