package org.commonwatch.intake.input;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;

/** Which characters the bytes of an input stand for: UTF-8, or UTF-16 that says so with a byte order mark. */
final class Charsets {
    private Charsets() {}

    /** @param markBytes length of the byte order mark in front */
    record Found(Charset charset, int markBytes) {
        String decode(byte[] head) {
            return new String(head, markBytes, head.length - markBytes, charset);
        }
    }

    /** @throws Refused when the bytes are a binary file, UTF-32, or UTF-16 without its mark */
    static Found of(byte[] head) throws Refused {
        if (starts(head, 0xef, 0xbb, 0xbf)) {
            return new Found(StandardCharsets.UTF_8, 3);
        }
        boolean wide = starts(head, 0xff, 0xfe, 0, 0) || starts(head, 0, 0, 0xfe, 0xff);
        if (!wide && starts(head, 0xff, 0xfe)) {
            return new Found(StandardCharsets.UTF_16LE, 2);
        }
        if (!wide && starts(head, 0xfe, 0xff)) {
            return new Found(StandardCharsets.UTF_16BE, 2);
        }
        Optional<String> binary = binary(head);
        if (binary.isPresent()) {
            throw Refusal.of("input-binary", "", "This is " + binary.get() + "; give its text instead.")
                    .toException();
        }
        for (int i = 0; i < head.length; i++) {
            if (head[i] == 0) {
                throw Refusal.of(
                                "input-charset",
                                "byte " + i,
                                "A zero byte: UTF-16 without byte order mark, UTF-32 or a binary file. Text comes as UTF-8.")
                        .toException();
            }
        }
        return new Found(StandardCharsets.UTF_8, 0);
    }

    private static Optional<String> binary(byte[] head) {
        if (starts(head, '%', 'P', 'D', 'F', '-')) {
            return Optional.of("a PDF file");
        }
        if (starts(head, 'P', 'K', 3, 4)) {
            return Optional.of("a ZIP archive or office document");
        }
        if (starts(head, 0xd0, 0xcf, 0x11, 0xe0)) {
            return Optional.of("an old office document");
        }
        if (starts(head, 0x28, 0xb5, 0x2f, 0xfd)
                || starts(head, 'B', 'Z', 'h')
                || starts(head, 0xfd, '7', 'z', 'X', 'Z')) {
            return Optional.of("compressed in a way we do not unpack (gzip is)");
        }
        return Optional.empty();
    }

    private static boolean starts(byte[] head, int... magic) {
        if (head.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((head[i] & 255) != magic[i]) {
                return false;
            }
        }
        return true;
    }
}
