/**
 * The node's way out to servers it does not run: one HTTP client under bounds of time, size and destination. It knows
 * proxies and an extra file of certificate authorities; it knows nothing of what is fetched.
 *
 * <p>Trust: the first address comes from the owner. It may be private where that shows (a literal address, localhost) or the
 * owner says so; a name that only resolves to something private is refused. Every address that a server names afterwards (a
 * redirect, a link) is checked, see {@link Journey}: never from https to http, never from a public host to a private address,
 * and the connection goes to the address that was checked. The secret header goes to the origin it was given for and nowhere
 * else.
 */
@NullMarked
package org.commonwatch.node.outbound;

import org.jspecify.annotations.NullMarked;
