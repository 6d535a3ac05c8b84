/** One indicator value becomes an observable and an indicator with deterministic ids. */
@NullMarked
package org.commonwatch.intake.claims;

import org.jspecify.annotations.NullMarked;
