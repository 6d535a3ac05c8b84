/**
 * Keys of audiences: the whole community, or named members of it. Entries of {@code audience.rekey} carry an epoch key to
 * members, wrapped to each; the projection follows from leaves alone and says which epoch is current; the keyring keeps the
 * keys in {@code local.db}. The steward's node renews the community's key when a member leaves. No network.
 */
@NullMarked
package org.commonwatch.node.audience;

import org.jspecify.annotations.NullMarked;
