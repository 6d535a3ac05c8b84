/** STIX without a node: check objects, parse patterns, match patterns. */
@NullMarked
package org.commonwatch.cli.stix;

import org.jspecify.annotations.NullMarked;
