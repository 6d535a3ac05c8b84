/** Indicator values: recognising, refanging and bringing each to its one canonical form. Table: {@code docs/formats/values.md}. */
@NullMarked
package org.commonwatch.values;

import org.jspecify.annotations.NullMarked;
