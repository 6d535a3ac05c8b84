/**
 * Who belongs to a community, as its log says: founding, invitations, admissions, departures and which cosignatures make
 * entries final. Entry types with pure rules over what the entries before made of it, tables that follow from leaves alone,
 * and the answers other slices need: whose statements count, whose requests are a member's. No network.
 */
@NullMarked
package org.commonwatch.node.membership;

import org.jspecify.annotations.NullMarked;
