package org.commonwatch.matching.scan;

import org.commonwatch.matching.MatchKind;
import org.commonwatch.matching.index.FileNameBytes;

/** File names that end as host tokens do. */
final class FileNameSearch {
    /** A longer file name matches nothing. */
    private static final int NAME_BYTES_MAX = 255;

    private final Scene scene;
    private final byte[] key = new byte[NAME_BYTES_MAX + 1];

    FileNameSearch(Scene scene) {
        this.scene = scene;
    }

    /** The file name that ends here with a label, a dot and a label, as nearly all do. */
    void find(int end) {
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
