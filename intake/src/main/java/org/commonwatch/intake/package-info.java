/**
 * Files, pastes and feeds become STIX objects or refusals; nothing is dropped without a word. Pure: bytes and values only,
 * the time of intake comes in through {@link org.commonwatch.intake.Source}.
 */
@NullMarked
package org.commonwatch.intake;

import org.jspecify.annotations.NullMarked;
