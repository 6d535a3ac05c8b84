package org.commonwatch.matching.scan;

/** How strictly a stream is compared with what is listed; {@code docs/formats/matching.md}. */
public enum Profile {
    /** Everything: parents, defanged forms, A-labels, hosts inside URLs and addresses. */
    DEFAULT,
    /** As Zeek's intelligence framework compares: exact and in lower case. */
    ZEEK
}
