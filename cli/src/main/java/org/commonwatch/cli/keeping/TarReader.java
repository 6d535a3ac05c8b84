package org.commonwatch.cli.keeping;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;

/**
 * Reads a POSIX tar (IEEE Std 1003.1 {@code pax}: ustar headers, {@code x} and {@code g} records for long names and sizes;
 * also GNU's {@code L} long names and binary sizes) entry by entry, in constant memory.
 *
 * <p>Every header's checksum is checked, the end must be marked by two zero blocks, and each refusal names the byte. Only
 * files and folders are given out: links and devices have no place in a backup and could point out of the folder.
 */
final class TarReader {
    static final int BLOCK_BYTES = 512;

    /** A long name or one set of pax records, in bytes. */
    static final int RECORDS_BYTES_MAX = 64 * 1024;

    private final InputStream in;
    private long position;
    private long bodyLeft;
    private int padding;

    /**
     * @param name as it stands in the archive
     * @param folder whether it is a folder; folders have no bytes
     * @param size bytes of the file
     */
    record Entry(String name, boolean folder, long size) {}

    TarReader(InputStream in) {
        this.in = in;
    }

    /** Bytes read so far. */
    long position() {
        return position;
    }

    /** The next file or folder, skipping what is left of the one before; empty at the end mark. */
    Optional<Entry> next() throws IOException, Refused {
        skipBody();
        Map<String, String> records = new HashMap<>();
        while (true) {
            long at = position;
            byte[] header = block();
            if (isZero(header)) {
                if (!isZero(block())) {
                    throw refuse("tar-end", at, "One empty block where the end needs two.");
                }
                return Optional.empty();
            }
            checkSum(header, at);
            long size = size(header, records, at);
            char kind = (char) (header[156] & 0xff);
            switch (kind) {
                case 'x' -> pax(small(size, at), records, at);
                case 'g' -> small(size, at);
                case 'L' -> records.put("path", zeroEnded(small(size, at), 0, (int) size));
                case '0', '\0', '7' -> {
                    bodyLeft = size;
                    padding = pad(size);
                    return Optional.of(new Entry(name(header, records), false, size));
                }
                case '5' -> {
                    bodyLeft = size;
                    padding = pad(size);
                    return Optional.of(new Entry(name(header, records), true, 0));
                }
                default ->
                    throw refuse(
                            "tar-kind",
                            at,
                            "Holds something that is neither a file nor a folder.",
                            String.valueOf(kind));
            }
        }
    }

    /** Reads from the current file; -1 at its end. */
    int read(byte[] into) throws IOException, Refused {
        if (bodyLeft == 0) {
            return -1;
        }
        int n = in.read(into, 0, (int) Math.min(into.length, bodyLeft));
        if (n < 0) {
            throw truncated();
        }
        bodyLeft -= n;
        position += n;
        return n;
    }

    private void skipBody() throws IOException, Refused {
        long left = bodyLeft + padding;
        bodyLeft = 0;
        padding = 0;
        try {
            in.skipNBytes(left);
        } catch (EOFException e) {
            throw truncated();
        }
        position += left;
    }

    private byte[] block() throws IOException, Refused {
        byte[] block = in.readNBytes(BLOCK_BYTES);
        if (block.length < BLOCK_BYTES) {
            position += block.length;
            throw truncated();
        }
        position += BLOCK_BYTES;
        return block;
    }

    private byte[] small(long size, long at) throws IOException, Refused {
        if (size > RECORDS_BYTES_MAX) {
            throw refuse("tar-records", at, "A name or its records are longer than " + RECORDS_BYTES_MAX + " bytes.");
        }
        byte[] bytes = in.readNBytes((int) size);
        if (bytes.length < size) {
            throw truncated();
        }
        position += size;
        padding = pad(size);
        skipBody();
        return bytes;
    }

    private static int pad(long size) {
        return (int) ((BLOCK_BYTES - size % BLOCK_BYTES) % BLOCK_BYTES);
    }

    private static long size(byte[] header, Map<String, String> records, long at) throws Refused {
        String pax = records.get("size");
        if (pax != null) {
            if (!pax.matches("[0-9]{1,18}")) {
                throw refuse("tar-size", at, "A size is no number.", pax);
            }
            return Long.parseLong(pax);
        }
        if ((header[124] & 0x80) != 0) {
            return binary(header, at);
        }
        return octal(header, 124, 12, at);
    }

    private static long binary(byte[] header, long at) throws Refused {
        long value = header[124] & 0x7f;
        for (int i = 125; i < 136; i++) {
            if (value > Long.MAX_VALUE >> 9) {
                throw refuse("tar-size", at, "A size is beyond all disks.");
            }
            value = (value << 8) | (header[i] & 0xff);
        }
        return value;
    }

    private static long octal(byte[] header, int offset, int length, long at) throws Refused {
        String text = zeroEnded(header, offset, length).strip();
        if (text.isEmpty()) {
            return 0;
        }
        if (!text.matches("[0-7]{1,12}")) {
            throw refuse("tar-number", at, "A number in the header is not octal.", text);
        }
        return Long.parseLong(text, 8);
    }

    private static void checkSum(byte[] header, long at) throws Refused {
        long sum = 0;
        for (int i = 0; i < BLOCK_BYTES; i++) {
            sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
        }
        if (sum != octal(header, 148, 8, at)) {
            throw refuse("tar-checksum", at, "This is no tar header, or it was damaged.");
        }
    }

    private static String name(byte[] header, Map<String, String> records) {
        String pax = records.get("path");
        if (pax != null) {
            return pax;
        }
        String name = zeroEnded(header, 0, 100);
        boolean ustar = new String(header, 257, 6, StandardCharsets.US_ASCII).equals("ustar\0");
        String prefix = ustar ? zeroEnded(header, 345, 155) : "";
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    /** Records of the form {@code LENGTH KEY=VALUE\n}, LENGTH in bytes counting itself. */
    private static void pax(byte[] bytes, Map<String, String> records, long at) throws Refused {
        int start = 0;
        while (start < bytes.length) {
            int space = start;
            while (space < bytes.length && space - start < 8 && bytes[space] >= '0' && bytes[space] <= '9') {
                space++;
            }
            if (space == start || space == bytes.length || bytes[space] != ' ') {
                throw refuse("tar-records", at, "Extended records are malformed.");
            }
            int length = Integer.parseInt(new String(bytes, start, space - start, StandardCharsets.US_ASCII));
            if (length <= space - start + 1 || start + length > bytes.length || bytes[start + length - 1] != '\n') {
                throw refuse("tar-records", at, "Extended records are malformed.");
            }
            String record = new String(bytes, space + 1, start + length - space - 2, StandardCharsets.UTF_8);
            int equals = record.indexOf('=');
            if (equals < 1) {
                throw refuse("tar-records", at, "Extended records are malformed.");
            }
            records.put(record.substring(0, equals), record.substring(equals + 1));
            start += length;
        }
    }

    private static String zeroEnded(byte[] bytes, int offset, int length) {
        int end = offset;
        while (end < offset + length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, offset, end - offset, StandardCharsets.UTF_8);
    }

    private static boolean isZero(byte[] block) {
        for (byte b : block) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    private Refused truncated() {
        return refuse("tar-truncated", position, "The file ends too early; it was not written or copied completely.");
    }

    private static Refused refuse(String code, long at, String message) {
        return refuse(code, at, message, "");
    }

    private static Refused refuse(String code, long at, String message, String value) {
        return Refusal.of(code, "byte " + at, message, value).toException();
    }
}
