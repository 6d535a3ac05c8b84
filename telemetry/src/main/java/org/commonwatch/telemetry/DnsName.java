package org.commonwatch.telemetry;

/** Names as DNS servers write them. */
final class DnsName {
    private DnsName() {}

    /** Keeps a queried name without the dot of the root. */
    static void add(Draft draft, byte[] line, int from, int to) {
        draft.add(Field.DOMAIN, line, from, to - from > 1 && line[to - 1] == '.' ? to - 1 : to);
    }
}
