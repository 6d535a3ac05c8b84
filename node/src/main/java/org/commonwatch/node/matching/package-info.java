/**
 * Finds what the community knows in this organisation's own lines: keeps the matching index in step with what this node may
 * see and what is active now, keeps hits, and turns what a person confirmed into sightings.
 *
 * <p>Hits are private: they and the lines around them stay in {@code local.db} and are shown to readers of the own space only.
 * What leaves is a sighting or an opinion, made of counts and times, imported and shared like every other object. Sources
 * hand lines in through {@link org.commonwatch.node.matching.BlockMatching}; a memory of what was seen is provided as {@link
 * org.commonwatch.node.matching.Remembered}. Who must know of new hits hears of them within the transaction that writes them as a
 * {@link org.commonwatch.node.matching.HitListener}, and asks {@link org.commonwatch.node.matching.HitNotices} what may be told.
 */
@NullMarked
package org.commonwatch.node.matching;

import org.jspecify.annotations.NullMarked;
