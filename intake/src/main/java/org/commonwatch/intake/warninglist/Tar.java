package org.commonwatch.intake.warninglist;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.commonwatch.kernel.Limits;
import org.commonwatch.kernel.Refusal;

/**
 * The regular files of a tar archive (POSIX ustar, IEEE 1003.1 pax). Names matter only for their ending here, so long-name
 * extensions are passed over like any other special member.
 */
final class Tar {
    static final int BLOCK_BYTES = 512;

    private static final int MEMBERS_MAX = 10_000;

    /** All members together; the public collection of lists holds 15 MB. */
    private static final long TOTAL_BYTES_MAX = 8L * Limits.WARNING_LIST_BYTES_MAX;

    private Tar() {}

    static boolean isHeader(byte[] block) {
        return block.length == BLOCK_BYTES && new String(block, 257, 5, StandardCharsets.ISO_8859_1).equals("ustar");
    }

    /**
     * @param first the archive's first block, already read from {@code in}
     * @return why reading stopped early, if it did; members before that were handed out
     */
    static Optional<Refusal> read(byte[] first, InputStream in, int memberBytesMax, BiConsumer<String, byte[]> sink)
            throws IOException {
        byte[] header = first;
        long total = 0;
        for (int member = 0; isHeader(header); member++) {
            long size = octal(header, 124, 12);
            total += Math.max(size, 0);
            if (size < 0 || size > memberBytesMax || member >= MEMBERS_MAX || total > TOTAL_BYTES_MAX) {
                return Optional.of(Refusal.of("tar-bounds", name(header), "The archive is malformed or too big."));
            }
            byte[] content = in.readNBytes((int) size);
            if (content.length < size) {
                return Optional.of(Refusal.of("tar-truncated", name(header), "The archive ends inside this member."));
            }
            in.skipNBytes((BLOCK_BYTES - size % BLOCK_BYTES) % BLOCK_BYTES);
            if (header[156] == '0' || header[156] == 0) {
                sink.accept(name(header), content);
            }
            header = in.readNBytes(BLOCK_BYTES);
        }
        return Optional.empty();
    }

    private static String name(byte[] header) {
        String prefix = text(header, 345, 155);
        String name = text(header, 0, 100);
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    private static String text(byte[] header, int from, int length) {
        int end = from;
        while (end < from + length && header[end] != 0) {
            end++;
        }
        return new String(header, from, end - from, StandardCharsets.UTF_8);
    }

    /** An octal number, or -1. */
    private static long octal(byte[] header, int from, int length) {
        long number = 0;
        for (int i = from; i < from + length && header[i] != 0 && header[i] != ' '; i++) {
            if (header[i] < '0' || header[i] > '7') {
                return -1;
            }
            number = number * 8 + header[i] - '0';
        }
        return number;
    }
}
