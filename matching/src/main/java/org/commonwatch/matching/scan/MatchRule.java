package org.commonwatch.matching.scan;

/** Why a token counts as a hit. */
public enum MatchRule {
    /** The token is the indicator. */
    EXACT,
    /** The token is a host under the indicator's domain. */
    PARENT_DOMAIN,
    /** The token is an address in the indicator's network. */
    IN_NETWORK,
    /** The host of a URL or e-mail address is the indicator, or under it. */
    HOST_OF,
    /** The token was written defanged. */
    REFANGED
}
