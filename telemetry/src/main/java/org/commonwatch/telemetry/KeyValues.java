package org.commonwatch.telemetry;

import java.util.Optional;

/**
 * {@code key=value} and {@code key="value"} wherever they stand in text: firewalls, mail servers and many appliances write so.
 */
final class KeyValues {
    static final String TABLE = """
        SRC                       src-ip
        DST                       dst-ip
        SPT                       src-port
        DPT                       dst-port
        PROTO                     protocol
        src                       src-ip
        dst                       dst-ip
        spt                       src-port
        dpt                       dst-port
        proto                     protocol
        srcip                     src-ip
        dstip                     dst-ip
        srcport                   src-port
        dstport                   dst-port
        srcname                   src-host
        service                   protocol
        rhost                     src-ip
        rip                       src-ip
        client                    src-host
        hostname                  domain
        url                       url
        request                   url
        user                      user
        suser                     user
        action                    action
        act                       action
        filename                  file-name
        fname                     file-name
        md5                       md5
        sha1                      sha1
        sha256                    sha256
        from                      email-from
        to                        email-to
        """;

    private static final Names NAMES = Names.flat(TABLE);

    /** Longest key that is looked up, in bytes. */
    private static final int KEY_BYTES_MAX = 16;

    /** Words before the first pair in which a firewall says what it did. */
    private static final int VERDICT_WORDS_MAX = 24;

    private final Words words = new Words();

    void read(byte[] line, int from, int to, Draft draft) {
        int first = to;
        for (int i = from; i < to; i++) {
            if (line[i] != '=') {
                continue;
            }
            int key = i;
            while (key > from && i - key <= KEY_BYTES_MAX && isKey(line[key - 1])) {
                key--;
            }
            if (key == i || i - key > KEY_BYTES_MAX) {
                continue;
            }
            first = Math.min(first, key);
            int end = value(line, key, i, to, draft);
            i = end - 1;
        }
        if (draft.has(Field.SRC_IP) && draft.has(Field.DST_IP)) {
            verdict(line, from, first, draft);
        }
        int vendor = Words.find(line, from, Math.min(to, from + 128), "%ASA-");
        if (vendor >= 0) {
            verdict(line, vendor, to, draft);
        }
    }

    /** @return where to go on, after {@code equals} at least */
    private static int value(byte[] line, int key, int equals, int to, Draft draft) {
        Names found = NAMES.under(Draft.text(line, key, equals));
        int start = equals + 1;
        if (found == Names.NOTHING || start == to) {
            return start;
        }
        byte close = line[start] == '"' ? (byte) '"' : line[start] == '<' ? (byte) '>' : 0;
        start += close == 0 ? 0 : 1;
        int end = start;
        while (end < to && (close == 0 ? !isEnd(line[end]) : line[end] != close)) {
            end++;
        }
        if (found.slot() instanceof Slot.Into(Field field) && fits(field, line, start, end)) {
            draft.put(found.slot(), line, start, end);
        }
        return Math.max(end, equals + 1);
    }

    /** Words such as {@code from=} mean other things elsewhere. */
    private static boolean fits(Field field, byte[] line, int from, int to) {
        return switch (field) {
            case SRC_IP, DST_IP -> Words.isAddress(line, from, to);
            case SRC_PORT, DST_PORT -> Words.isNumber(line, from, to);
            case EMAIL_FROM, EMAIL_TO -> Words.find(line, from, to, "@") > from;
            case URL -> Words.find(line, from, to, "/") >= 0;
            default -> true;
        };
    }

    private void verdict(byte[] line, int from, int to, Draft draft) {
        words.begin(line, from, to);
        for (int i = 0; i < VERDICT_WORDS_MAX && words.next(); i++) {
            int start = words.start();
            int end = words.end();
            while (start < end && !isKey(line[start])) {
                start++;
            }
            while (end > start && !isKey(line[end - 1])) {
                end--;
            }
            Optional<Verdict> found = Optional.of(Draft.text(line, start, Math.min(end, start + 2 * KEY_BYTES_MAX)))
                    .map(Verdict::ofWord)
                    .filter(verdict -> verdict != Verdict.UNKNOWN);
            if (found.isPresent()) {
                draft.verdict(found.get());
                return;
            }
        }
    }

    private static boolean isEnd(byte b) {
        return b == ' ' || b == ',' || b == ';' || b == '\t';
    }

    private static boolean isKey(byte b) {
        return (b >= '0' && b <= '9') || ((b | 0x20) >= 'a' && (b | 0x20) <= 'z') || b == '_' || b == '-' || b == '.';
    }
}
