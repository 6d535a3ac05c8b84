package org.commonwatch.matching.scan;

import org.commonwatch.matching.MatchKind;
import org.commonwatch.matching.index.FileNameBytes;

/** Digests and file names. */
final class TokenSearch {
    /** A longer file name matches nothing. */
    private static final int NAME_BYTES_MAX = 255;

    private final Scene scene;
    private final byte[] key = new byte[NAME_BYTES_MAX + 1];

    TokenSearch(Scene scene) {
        this.scene = scene;
    }

    /** A run of letters and digits, maximal. */
    void digest(int from, int to) {
        MatchKind kind = switch (to - from) {
            case 32 -> MatchKind.MD5;
            case 40 -> MatchKind.SHA1;
            case 64 -> MatchKind.SHA256;
            case 128 -> MatchKind.SHA512;
            default -> MatchKind.LITERAL;
        };
        if (kind == MatchKind.LITERAL) {
            return;
        }
        byte[] b = scene.bytes;
        int wrong = 0;
        for (int i = 0; i < (to - from) / 2; i++) {
            int high = Character.digit(b[from + 2 * i], 16);
            int low = Character.digit(b[from + 2 * i + 1], 16);
            wrong |= high | low;
            key[i] = (byte) (high << 4 | low);
        }
        if (wrong >= 0) {
            scene.hits(scene.find(kind, key, 0, (to - from) / 2), from, to, MatchRule.EXACT);
        }
    }

    /** The file name that ends here with a label, a dot and a label, as nearly all do. */
    void fileName(int end) {
        byte[] b = scene.bytes;
        int next = end;
        while (b[next] == '.') {
            next++;
        }
        if (FileNameBytes.isFileName(b[next])) {
            return;
        }
        int from = end;
        while (end - from <= NAME_BYTES_MAX && FileNameBytes.isFileName(b[from - 1])) {
            from--;
        }
        if (end - from > NAME_BYTES_MAX) {
            return;
        }
        for (int i = from; i < end; i++) {
            key[i - from] = b[i] >= 'A' && b[i] <= 'Z' ? (byte) (b[i] | 0x20) : b[i];
        }
        scene.hits(scene.find(MatchKind.FILENAME, key, 0, end - from), from, end, MatchRule.EXACT);
    }
}
