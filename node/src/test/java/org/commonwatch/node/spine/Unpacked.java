package org.commonwatch.node.spine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;

/** A backup unpacked as any tar would be: names, sizes, bytes. */
final class Unpacked {
    static final int BLOCK = 512;

    private Unpacked() {}

    /** Fails when a name stands twice. */
    static void into(Path folder, byte[] tar) throws IOException {
        ByteArrayInputStream in = new ByteArrayInputStream(tar);
        for (byte[] header = in.readNBytes(BLOCK); header[0] != 0; header = in.readNBytes(BLOCK)) {
            int size = Integer.parseInt(new String(header, 124, 11, StandardCharsets.US_ASCII), 8);
            Path file = folder.resolve(name(header)).normalize();
            assertTrue(file.startsWith(folder), file.toString());
            Files.createDirectories(file.getParent());
            Files.write(file, in.readNBytes(size), StandardOpenOption.CREATE_NEW);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            in.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
        }
    }

    /** Of the file that this header begins; empty when it is no header. */
    static String name(byte[] block) {
        if (block.length != BLOCK || !text(block, 257, 6).equals("ustar")) {
            return "";
        }
        String prefix = text(block, 345, 155);
        return (prefix.isEmpty() ? "" : prefix + "/") + text(block, 0, 100);
    }

    private static String text(byte[] block, int at, int length) {
        return new String(Arrays.copyOfRange(block, at, at + length), StandardCharsets.UTF_8).split("\0", 2)[0];
    }
}
