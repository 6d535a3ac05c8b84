/**
 * Out to the defences: the values that are looked for now, written for firewalls, resolvers and sensors, as a file and as a feed
 * that they fetch by themselves.
 *
 * <p>Every value passes the gate for whoever fetches; what is on a warning list is left out and counted. Values are foreign
 * bytes: each format refuses what it cannot hold, so that nothing a value says can break out of its line. Formats are pure.
 */
@NullMarked
package org.commonwatch.node.defence;

import org.jspecify.annotations.NullMarked;
