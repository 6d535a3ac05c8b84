package org.commonwatch.node.policy;

import java.util.Optional;
import org.commonwatch.stix.Tlp;

/**
 * Everything {@link Gate#decide} may know about one item. Few distinct values exist, so decisions are cached by it.
 *
 * @param space where the item stands
 * @param log the name of that log, which for a community is the name of its collection
 * @param tlp the most restrictive TLP on the item; empty when nobody marked it
 * @param recalled a later entry took it back
 * @param expired its validity ended ({@code valid_until} has passed) or it is revoked
 */
public record Terms(Space space, String log, Optional<Tlp> tlp, boolean recalled, boolean expired) {}
