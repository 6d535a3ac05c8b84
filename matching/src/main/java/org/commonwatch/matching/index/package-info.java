/** The indicator index: a memory-mapped file of everything looked for, and a live one with recent changes in front of it. */
@NullMarked
package org.commonwatch.matching.index;

import org.jspecify.annotations.NullMarked;
