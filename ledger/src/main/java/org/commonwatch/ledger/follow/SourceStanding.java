package org.commonwatch.ledger.follow;

import java.util.Optional;
import org.commonwatch.ledger.follow.FollowOutcome.SourceRefusal;

/**
 * How a source has behaved since the follower was opened.
 *
 * @param name of the source
 * @param putAside it gave wrong bytes, or serves another history that the log signed, and is not asked for a while
 * @param last the newest thing it did not do right; empty when there was none
 * @param refusals how many there were
 */
public record SourceStanding(String name, boolean putAside, Optional<SourceRefusal> last, long refusals) {}
