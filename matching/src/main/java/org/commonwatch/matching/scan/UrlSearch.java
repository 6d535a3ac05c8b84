package org.commonwatch.matching.scan;

import java.util.List;
import org.commonwatch.matching.Indicator;
import org.commonwatch.matching.MatchKind;
import org.commonwatch.matching.index.FileNameBytes;
import org.commonwatch.matching.index.UrlKey;

/** URLs, reached from their host: look back for the scheme, forward for the end, compare keys. */
final class UrlSearch {
    /** So many trailing punctuation bytes are taken away at most. */
    private static final int TRIES_MAX = 8;

    /** Room for what stands before the rest of a URL: scheme, separator, user part, host. */
    private static final int HEAD_BYTES_MAX = 1024;

    private final Scene scene;
    private final UrlKey key = new UrlKey();
    private final byte[] plain = new byte[UrlKey.URL_BYTES_MAX + HEAD_BYTES_MAX];

    /** A host that is no dotted name, in lower case. */
    private final byte[] oddHost = new byte[FoldedName.NAME_BYTES_MAX + 1];

    private int plainLength;

    /** Between these no URL ends; at the second one does if {@code ended}, else nobody has read on. */
    private int knownFrom;

    private int knownEnd;
    private boolean ended;

    UrlSearch(Scene scene) {
        this.scene = scene;
    }

    /** The buffer's contents have changed. */
    void forget() {
        knownFrom = 0;
        knownEnd = 0;
        ended = false;
    }

    /** The URL whose host is this token, which began at {@code written} before a percent escape was left out. */
    void find(FoldedName host, int written) {
        if (scene.zeek) {
            findBare(host.from);
        } else if (written == host.from) {
            find(host.from, host.to, host.name, host.length, host.defanged);
        }
    }

    /** The URL whose host {@code b[from, to)} means {@code name}. */
    void find(int from, int to, byte[] name, int nameLength, boolean defanged) {
        byte[] b = scene.bytes;
        int user = UrlStart.before(b, from, false);
        if (user < 0 || UrlStart.hasLaterUser(b, user, from)) {
            return;
        }
        int separator = Written.separatorBefore(b, user, false);
        int schemeEnd = user - separator;
        int start = schemeEnd - Written.schemeBefore(b, schemeEnd, false);
        plainLength = 0;
        put(Written.schemeMeaning(b, schemeEnd));
        put("://");
        put(b, user, from);
        put(name, 0, nameLength);
        boolean plainHead = !defanged
                && separator == 3
                && b[schemeEnd] == ':'
                && b[schemeEnd + 1] == '/'
                && Written.isPlainScheme(b, schemeEnd);
        tries(start, to, plainHead);
    }

    private void put(String ascii) {
        for (int i = 0; i < ascii.length(); i++) {
            plain[plainLength++] = (byte) ascii.charAt(i);
        }
    }

    private void put(byte[] from, int start, int to) {
        System.arraycopy(from, start, plain, plainLength, to - start);
        plainLength += to - start;
    }

    private void tries(int start, int hostEnd, boolean plainHead) {
        int end = end(hostEnd);
        if (end - start > UrlKey.URL_BYTES_MAX) {
            return;
        }
        int head = plainLength;
        // A key is at least a third as long as its URL, up to the fragment.
        int enough = hostEnd + 3 * scene.view().urlBytesMax() + HEAD_BYTES_MAX;
        for (int tried = 0; tried <= TRIES_MAX && end >= hostEnd; tried++) {
            boolean escaped = rest(hostEnd, Math.min(end, enough));
            if (key.of(plain, 0, plainLength) && key.length() <= scene.view().urlBytesMax()) {
                List<Indicator> found = scene.find(MatchKind.URL, key.bytes(), 0, key.length());
                if (!found.isEmpty()) {
                    scene.hits(found, start, end, plainHead && !escaped ? MatchRule.EXACT : MatchRule.REFANGED);
                    return;
                }
            }
            plainLength = head;
            if (!isTrimmed(start, end)) {
                return;
            }
            end--;
        }
    }

    /** Appends what follows the host, escaped slashes undone. Whether there were any. */
    private boolean rest(int from, int to) {
        byte[] b = scene.bytes;
        boolean escaped = false;
        for (int i = from; i < to; i++) {
            if (b[i] == '\\' && i + 1 < to && b[i + 1] == '/') {
                escaped = true;
            } else {
                plain[plainLength++] = b[i];
            }
        }
        return escaped;
    }

    private boolean isTrimmed(int start, int end) {
        byte[] b = scene.bytes;
        return switch (b[end - 1]) {
            case '.', ',', ';', ':', '!', '?', ']' -> true;
            case ')' -> {
                int open = start;
                while (open < end && b[open] != '(') {
                    open++;
                }
                yield open == end;
            }
            default -> false;
        };
    }

    /**
     * Where the URL ends whose host ends here; at most a byte beyond the longest URL. URLs inside a URL end where it does, so
     * what was read once is not read again: a line of nothing but {@code http://} costs its length.
     */
    private int end(int from) {
        byte[] b = scene.bytes;
        boolean read = from >= knownFrom && from <= knownEnd;
        if (read && ended) {
            return knownEnd;
        }
        int end = read ? knownEnd : from;
        knownFrom = read ? knownFrom : from;
        ended = false;
        while (end - from <= UrlKey.URL_BYTES_MAX && !ended) {
            if (b[end] == '\\' && b[end + 1] == '/' && !scene.zeek) {
                end += 2;
            } else if (Written.endsUrl(b[end])) {
                ended = true;
            } else {
                end++;
            }
        }
        knownEnd = end;
        return end;
    }

    /** Zeek's: what starts with a host token, without scheme, in lower case. */
    private void findBare(int from) {
        byte[] b = scene.bytes;
        int end = end(from);
        if (end - from > UrlKey.URL_BYTES_MAX || end - from > scene.view().urlBytesMax() + TRIES_MAX) {
            return;
        }
        for (int i = from; i < end; i++) {
            plain[i - from] = b[i] >= 'A' && b[i] <= 'Z' ? (byte) (b[i] | 0x20) : b[i];
        }
        for (int tried = 0; tried <= TRIES_MAX && end > from; tried++) {
            List<Indicator> found = scene.findBareUrl(plain, 0, end - from);
            if (!found.isEmpty()) {
                scene.hits(found, from, end, MatchRule.EXACT);
                return;
            }
            if (!isTrimmed(from, end)) {
                return;
            }
            end--;
        }
    }

    /** The URL whose separator holds this colon, if its host is no dotted name and no IPv4 address: those are found by their dots. */
    void atColon(int colon) {
        byte[] b = scene.bytes;
        int after = Written.separatorAfter(b, colon, false);
        if (after == 0) {
            return;
        }
        int user = colon + after;
        int separator = Written.separatorBefore(b, user, false);
        if (Written.schemeBefore(b, user - separator, false) == 0) {
            return;
        }
        int host = user;
        for (int i = user; i - user <= UrlStart.USER_BYTES_MAX && Written.isUser(b[i]); i++) {
            if (b[i] == '@') {
                host = i + 1;
            }
        }
        int end = b[host] == '[' ? bracketed(host) : label(host);
        if (end > host) {
            for (int i = host; i < end; i++) {
                oddHost[i - host] = b[i] >= 'A' && b[i] <= 'Z' ? (byte) (b[i] | 0x20) : b[i];
            }
            find(host, end, oddHost, end - host, false);
        }
    }

    private int bracketed(int host) {
        byte[] b = scene.bytes;
        int end = host + 1;
        while (end - host < FoldedName.NAME_BYTES_MAX && b[end] != ']' && !Written.endsUrl(b[end])) {
            end++;
        }
        return b[end] == ']' ? end + 1 : host;
    }

    private int label(int host) {
        byte[] b = scene.bytes;
        int end = host;
        while (end - host < FoldedName.NAME_BYTES_MAX && FileNameBytes.isLabel(b[end])) {
            end++;
        }
        int dot = Written.dotAt(b, end, false);
        return dot > 0 && FileNameBytes.isLabel(b[end + dot]) ? host : end;
    }
}
