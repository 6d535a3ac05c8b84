/** Commands that destroy what was said, and say who has done so. */
@NullMarked
package org.commonwatch.cli.erasure;

import org.jspecify.annotations.NullMarked;
