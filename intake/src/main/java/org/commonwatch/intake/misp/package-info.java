/** MISP core-format events to STIX objects and back, every element accounted for. Table: {@code docs/formats/conversions.md}. */
@NullMarked
package org.commonwatch.intake.misp;

import org.jspecify.annotations.NullMarked;
