package org.commonwatch.cli;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes small ustar archives for tests, also wrong ones. */
final class TarBytes {
    private static final int BLOCK = 512;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    TarBytes file(String name, String text) {
        return entry(name, '0', text.getBytes(StandardCharsets.UTF_8));
    }

    TarBytes folder(String name) {
        return entry(name, '5', new byte[0]);
    }

    /** One pax record for the entry that follows. */
    TarBytes pax(String key, String value) {
        int length = key.length() + value.length() + 3;
        int withLength = length + Integer.toString(length + 2).length();
        return entry("pax", 'x', (withLength + " " + key + "=" + value + "\n").getBytes(StandardCharsets.UTF_8));
    }

    TarBytes entry(String name, char kind, byte[] body) {
        byte[] header = new byte[BLOCK];
        put(header, 0, name);
        put(header, 100, "0000600\0");
        put(header, 124, String.format("%011o\0", body.length));
        put(header, 136, "00000000000\0");
        put(header, 148, "        ");
        header[156] = (byte) kind;
        put(header, 257, "ustar\00000");
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        put(header, 148, String.format("%06o\0 ", sum));
        out.writeBytes(header);
        out.writeBytes(body);
        out.writeBytes(new byte[(BLOCK - body.length % BLOCK) % BLOCK]);
        return this;
    }

    byte[] end() {
        out.writeBytes(new byte[2 * BLOCK]);
        return out.toByteArray();
    }

    private static void put(byte[] header, int offset, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, header, offset, bytes.length);
    }
}
