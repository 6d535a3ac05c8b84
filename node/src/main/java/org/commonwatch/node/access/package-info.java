/**
 * Who may call: the owner's token, scoped tokens for programs, one-time sign-in links and sessions for people. Every
 * endpoint says with {@link Allow} who may call it; one that does not is refused. Secrets are kept as SHA-256 only.
 */
@NullMarked
package org.commonwatch.node.access;

import org.jspecify.annotations.NullMarked;
