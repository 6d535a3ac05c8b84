package org.commonwatch.node.search;

import org.commonwatch.values.ValueKind;

/**
 * How values of a kind are ordered in the table {@code value}, with the number that stands in its column {@code kind}. The
 * numbers are part of the content hash and never change. The commonest kinds with short values have 0 and 1, which SQLite
 * stores in no bytes at all.
 */
enum ValueOrder {
    IPV4(0, ValueKind.IPV4),
    DOMAIN(1, ValueKind.DOMAIN),
    IPV6(2, ValueKind.IPV6),
    IPV4_RANGE(3, ValueKind.CIDR),
    IPV6_RANGE(4, ValueKind.CIDR),
    ATTACK_ID(5, ValueKind.ATTACK_ID),
    URL(6, ValueKind.URL),
    EMAIL(7, ValueKind.EMAIL),
    MAC(8, ValueKind.MAC),
    ASN(9, ValueKind.ASN),
    MD5(10, ValueKind.MD5),
    SHA1(11, ValueKind.SHA1),
    SHA256(12, ValueKind.SHA256),
    SHA512(13, ValueKind.SHA512),
    SSDEEP(14, ValueKind.SSDEEP),
    TLSH(15, ValueKind.TLSH),
    FILENAME(16, ValueKind.FILENAME),
    MUTEX(17, ValueKind.MUTEX),
    REGISTRY_KEY(18, ValueKind.REGISTRY_KEY),
    USER_AGENT(19, ValueKind.USER_AGENT),
    CVE(20, ValueKind.CVE);

    private final int number;
    private final ValueKind kind;

    ValueOrder(int number, ValueKind kind) {
        this.number = number;
        this.kind = kind;
    }

    int number() {
        return number;
    }

    ValueKind kind() {
        return kind;
    }

    static ValueOrder ofNumber(int number) {
        for (ValueOrder order : values()) {
            if (order.number == number) {
                return order;
            }
        }
        throw new IllegalArgumentException("no kind of value has the number " + number);
    }
}
