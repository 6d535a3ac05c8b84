/** Measuring the scanner: indicator sets of many sizes, logs with a known truth, one run as a process. */
@NullMarked
package org.commonwatch.bench.scan;

import org.jspecify.annotations.NullMarked;
