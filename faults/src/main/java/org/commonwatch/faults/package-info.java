/**
 * Lines between processes on this machine that a test can cut and slow down. {@link org.commonwatch.faults.Lines} gives each
 * process names under which it reaches the others, each over a line of its own.
 */
@NullMarked
package org.commonwatch.faults;

import org.jspecify.annotations.NullMarked;
