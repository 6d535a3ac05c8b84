package org.commonwatch.matching.scan;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.commonwatch.matching.index.CanonicalForm;
import org.commonwatch.matching.index.FileNameBytes;

/** One host token and its name: lower case, plain dots, A-labels. Used again for every token. */
final class FoldedName {
    /** A longer name is no host. */
    static final int NAME_BYTES_MAX = 253;

    /** No token of more bytes folds to so short a name: four bytes a character, five bytes a dot. */
    static final int WRITTEN_BYTES_MAX = 1600;

    final byte[] name = new byte[NAME_BYTES_MAX + 16];
    int length;
    int from;
    int to;
    boolean defanged;

    /**
     * Reads the token {@code b[start, end)}, which is maximal, leaving out what belongs to a percent escape before it. False when
     * it is too long for a host.
     */
    boolean read(byte[] b, int start, int end, boolean plainOnly) {
        from = start;
        to = end;
        defanged = false;
        length = 0;
        if (end - start > WRITTEN_BYTES_MAX) {
            return false;
        }
        if (b[start - 1] == '%' && end - start >= 2 && Written.isHex(b[start]) && Written.isHex(b[start + 1])) {
            int dot = start + 2 < end ? Written.dotAt(b, start + 2, plainOnly) : 0;
            from = start + 2 + dot;
        }
        int at = from;
        while (at < end) {
            int dot = Written.dotAt(b, at, plainOnly);
            if (dot > 0) {
                defanged |= dot > 1;
                if (!put('.')) {
                    return false;
                }
                at += dot;
            }
            int label = at;
            boolean ascii = true;
            while (at < end && FileNameBytes.isLabel(b[at])) {
                ascii &= b[at++] >= 0;
            }
            if (!(ascii || plainOnly ? plain(b, label, at) : folded(b, label, at))) {
                return false;
            }
        }
        return length > 0;
    }

    private boolean plain(byte[] b, int start, int end) {
        if (length + end - start > NAME_BYTES_MAX) {
            return false;
        }
        for (int i = start; i < end; i++) {
            byte c = b[i];
            name[length++] = c >= 'A' && c <= 'Z' ? (byte) (c | 0x20) : c;
        }
        return true;
    }

    /** The label's A-label; one that is no text or no label stays as it is, and so equals none. */
    private boolean folded(byte[] b, int start, int end) {
        String label = new String(b, start, end - start, StandardCharsets.UTF_8);
        Optional<String> host = CanonicalForm.host(label + ".x");
        if (host.isEmpty()) {
            return plain(b, start, end);
        }
        for (int i = 0; i < host.get().length() - 2; i++) {
            if (!put(host.get().charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private boolean put(int c) {
        if (length >= NAME_BYTES_MAX) {
            return false;
        }
        name[length++] = (byte) c;
        return true;
    }

    /** Whether the name is of digits, dots and hyphens alone. */
    boolean isNumeric() {
        for (int i = 0; i < length; i++) {
            byte c = name[i];
            if (c != '.' && c != '-' && (c < '0' || c > '9')) {
                return false;
            }
        }
        return true;
    }
}
