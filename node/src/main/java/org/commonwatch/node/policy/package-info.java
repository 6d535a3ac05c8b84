/**
 * The gate: one pure function, {@link Gate#decide}, stands between every projection and every way out of the node: page,
 * API, TAXII, export, live stream, search hit and count, history. Queries return {@link Guarded} values that only the gate
 * opens, so going around it does not compile.
 *
 * <p>Today it knows token rights, TLP, recall, validity and which log an item is in. Agreements, audiences and trust come
 * as further rules of the same function.
 */
@NullMarked
package org.commonwatch.node.policy;

import org.jspecify.annotations.NullMarked;
