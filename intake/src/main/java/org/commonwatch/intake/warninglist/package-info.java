/** Lists of values that are seldom malicious, in the MISP warning-list format. They flag, they never drop. */
@NullMarked
package org.commonwatch.intake.warninglist;

import org.jspecify.annotations.NullMarked;
