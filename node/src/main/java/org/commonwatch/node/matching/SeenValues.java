package org.commonwatch.node.matching;

import java.util.List;
import org.commonwatch.matching.MatchKind;
import org.commonwatch.matching.scan.ValueSink;

/**
 * Tells a memory of every value that lines hold, listed or not: addresses, names, URLs, e-mail addresses and digests as they are
 * written plainly. It goes by their looks, one pass over the bytes; who remembers brings them to canonical form and drops
 * what is none after all. Defanged forms are how people write, not how logs do, and are left out.
 */
final class SeenValues {
    /** Longer tokens are no values. */
    private static final int TOKEN_BYTES_MAX = 2_048;

    private static final int SCHEME_BYTES_MAX = 5;
    private static final int COLONS_MIN = 2;
    private static final String URL_ENDS = "\"<>`'\\^{|}";
    private static final String TRAILING = ".,;:!?)]";

    private final byte[] bytes;
    private final int from;
    private final int to;
    private final List<? extends ValueSink> sinks;
    private long line = 1;
    private int urlEnd;
    private int sixEnd;

    private SeenValues(byte[] bytes, int from, int to, List<? extends ValueSink> sinks) {
        this.bytes = bytes;
        this.from = from;
        this.to = to;
        this.sinks = sinks;
        this.urlEnd = from;
        this.sixEnd = from;
    }

    /** Tells of the values in {@code bytes[from, to)}, lines counted from 1. */
    static void tell(byte[] bytes, int from, int to, List<? extends ValueSink> sinks) {
        new SeenValues(bytes, from, to, sinks).run();
    }

    private void run() {
        int at = from;
        while (at < to) {
            if (bytes[at] == '\n') {
                line++;
                at++;
            } else if (isWord(bytes[at]) || bytes[at] == ':') {
                if (at >= sixEnd) {
                    six(at);
                }
                at = isWord(bytes[at]) ? word(at) : at + 1;
            } else {
                at++;
            }
        }
    }

    /** A maximal run of what names, addresses and digests are made of; returns its end. */
    private int word(int start) {
        int end = start;
        while (end < to && isWord(bytes[end])) {
            end++;
        }
        int first = start;
        int last = end;
        while (first < last && isEdge(bytes[first])) {
            first++;
        }
        while (last > first && isEdge(bytes[last - 1])) {
            last--;
        }
        if (end - start <= TOKEN_BYTES_MAX && first < last) {
            url(first, end);
            mail(first, last);
            plain(first, last);
        }
        return end;
    }

    private void plain(int start, int end) {
        int dots = 0;
        int digits = 0;
        boolean hex = true;
        int label = start;
        for (int i = start; i < end; i++) {
            byte b = bytes[i];
            if (b == '.') {
                dots++;
                label = i + 1;
            } else if (b >= '0' && b <= '9') {
                digits++;
            }
            hex &= isHex(b);
        }
        if (dots == 3 && digits + dots == end - start) {
            saw(MatchKind.IPV4, start, end);
        } else if (dots == 0 && hex) {
            digest(start, end);
        } else if (dots > 0 && isTop(label, end)) {
            saw(MatchKind.DOMAIN, start, end);
        }
    }

    private void digest(int start, int end) {
        switch (end - start) {
            case 32 -> saw(MatchKind.MD5, start, end);
            case 40 -> saw(MatchKind.SHA1, start, end);
            case 64 -> saw(MatchKind.SHA256, start, end);
            case 128 -> saw(MatchKind.SHA512, start, end);
            default -> {}
        }
    }

    /** Whether the last label can be a top-level domain. */
    private boolean isTop(int start, int end) {
        return end - start >= 2 && !(bytes[start] >= '0' && bytes[start] <= '9');
    }

    private void url(int start, int end) {
        boolean scheme = end - start <= SCHEME_BYTES_MAX
                && start >= urlEnd
                && end + 3 < to
                && bytes[end] == ':'
                && bytes[end + 1] == '/'
                && bytes[end + 2] == '/';
        if (!scheme) {
            return;
        }
        int stop = end + 3;
        while (stop < to && isUrl(bytes[stop])) {
            stop++;
        }
        urlEnd = stop;
        while (stop > end + 3 && TRAILING.indexOf(bytes[stop - 1]) >= 0) {
            stop--;
        }
        saw(MatchKind.URL, start, stop);
    }

    /** The name after an at sign, with what is before it. */
    private void mail(int start, int end) {
        if (start <= from || bytes[start - 1] != '@') {
            return;
        }
        int local = start - 1;
        while (local > from && start - local <= TOKEN_BYTES_MAX && isLocal(bytes[local - 1])) {
            local--;
        }
        if (local < start - 1) {
            saw(MatchKind.EMAIL, local, end);
        }
    }

    private void six(int start) {
        int end = start;
        int colons = 0;
        while (end < to && (isHex(bytes[end]) || bytes[end] == ':' || bytes[end] == '.')) {
            colons += bytes[end] == ':' ? 1 : 0;
            end++;
        }
        sixEnd = Math.max(end, start + 1);
        boolean whole = end == to || !isWord(bytes[end]);
        if (colons >= COLONS_MIN && whole && (start == from || !isWord(bytes[start - 1]))) {
            saw(MatchKind.IPV6, start, end);
        }
    }

    private void saw(MatchKind kind, int start, int end) {
        if (end - start <= TOKEN_BYTES_MAX) {
            sinks.forEach(sink -> sink.saw(line, kind, bytes, start, end));
        }
    }

    private static boolean isEdge(byte b) {
        return b == '.' || b == '-';
    }

    private static boolean isWord(byte b) {
        return b < 0 || b == '.' || b == '-' || b == '_' || isAlphanumeric(b);
    }

    private static boolean isUrl(byte b) {
        return b < 0 || (b > ' ' && URL_ENDS.indexOf(b) < 0);
    }

    private static boolean isLocal(byte b) {
        return isAlphanumeric(b) || "!#$%&*+-._~".indexOf(b) >= 0;
    }

    private static boolean isAlphanumeric(byte b) {
        return (b >= '0' && b <= '9') || (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z');
    }

    private static boolean isHex(byte b) {
        return (b >= '0' && b <= '9') || (b >= 'a' && b <= 'f') || (b >= 'A' && b <= 'F');
    }
}
