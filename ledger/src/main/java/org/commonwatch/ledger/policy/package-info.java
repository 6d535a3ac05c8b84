/**
 * Trust policies, C2SP tlog-policy: which logs are meant, who cosigns, and which quorum makes a checkpoint final. The text
 * is what members exchange and pin; a {@link org.commonwatch.ledger.policy.Policy} is that text, checked.
 */
@NullMarked
package org.commonwatch.ledger.policy;

import org.jspecify.annotations.NullMarked;
