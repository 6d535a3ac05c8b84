package org.commonwatch.matching.scan;

import java.util.List;
import org.commonwatch.matching.Indicator;
import org.commonwatch.matching.MatchKind;

/** E-mail addresses, reached from their host. */
final class MailSearch {
    /** A longer address matches nothing. */
    private static final int ADDRESS_BYTES_MAX = 320;

    private final Scene scene;
    private final byte[] key = new byte[2 * ADDRESS_BYTES_MAX];

    MailSearch(Scene scene) {
        this.scene = scene;
    }

    /** The address whose host is this token: with the longest local part, then with a shorter one. */
    void find(FoldedName host) {
        byte[] b = scene.bytes;
        int at = Written.atBefore(b, host.from, scene.zeek);
        int end = host.from - at;
        if (at == 0 || !Written.isLocal(b[end - 1])) {
            return;
        }
        int from = end;
        while (end - from <= ADDRESS_BYTES_MAX && Written.isLocal(b[from - 1])) {
            from--;
        }
        if (!find(from, end, host, at > 1)) {
            int shorter = end - 1;
            while (shorter > from && !isDivider(b[shorter - 1])) {
                shorter--;
            }
            if (shorter > from) {
                find(shorter, end, host, at > 1);
            }
        }
    }

    private static boolean isDivider(byte c) {
        return switch (c) {
            case '\'', '/', '=', '?', '&', '{', '|', '}' -> true;
            default -> false;
        };
    }

    private boolean find(int from, int end, FoldedName host, boolean defanged) {
        if (host.to - from > ADDRESS_BYTES_MAX) {
            return false;
        }
        byte[] b = scene.bytes;
        int length = 0;
        for (int i = from; i < end; i++) {
            key[length++] = b[i] >= 'A' && b[i] <= 'Z' ? (byte) (b[i] | 0x20) : b[i];
        }
        key[length++] = '@';
        System.arraycopy(host.name, 0, key, length, host.length);
        length += host.length;
        List<Indicator> found = scene.find(MatchKind.EMAIL, key, 0, length);
        scene.hits(found, from, host.to, defanged || host.defanged ? MatchRule.REFANGED : MatchRule.EXACT);
        return !found.isEmpty();
    }
}
