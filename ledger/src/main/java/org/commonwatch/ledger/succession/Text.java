package org.commonwatch.ledger.succession;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.wire.StrictBase64;

/** Reads a text of lines and counted bytes from the front. */
final class Text {
    /** Bytes of one line: 63 hashes of a proof and some words. */
    private static final int LINE_BYTES_MAX = 4_096;

    private final String code;
    private final byte[] bytes;
    private int at;

    /** @param code of the refusals */
    Text(String code, byte[] bytes) {
        this.code = code;
        this.bytes = bytes;
    }

    /** The next line without its newline. */
    String line() throws Refused {
        int end = at;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        if (end == bytes.length || end - at > LINE_BYTES_MAX) {
            throw malformed("A line is missing, or longer than " + LINE_BYTES_MAX + " bytes.", "");
        }
        String line = new String(bytes, at, end - at, StandardCharsets.UTF_8);
        at = end + 1;
        return line;
    }

    /** What follows {@code word} and a space in the next line. */
    String after(String word) throws Refused {
        String line = line();
        if (!line.startsWith(word + " ")) {
            throw malformed("A line starts with " + word + " and a space.", line);
        }
        return line.substring(word.length() + 1);
    }

    byte[] bytes(int count) throws Refused {
        if (count > bytes.length - at) {
            throw malformed("Bytes are missing at the end.", Integer.toString(count));
        }
        at += count;
        return Arrays.copyOfRange(bytes, at - count, at);
    }

    int position() {
        return at;
    }

    boolean isAtEnd() {
        return at == bytes.length;
    }

    long number(String digits) throws Refused {
        if (!digits.matches("0|[1-9][0-9]{0,17}")) {
            throw malformed("A number is decimal without leading zeros.", digits);
        }
        return Long.parseLong(digits);
    }

    /** A length of at most {@code max} bytes. */
    int length(String digits, int max) throws Refused {
        long length = number(digits);
        if (length > max) {
            throw malformed("A part has at most " + max + " bytes.", digits);
        }
        return (int) length;
    }

    Digest digest(String base64) throws Refused {
        byte[] hash = StrictBase64.decode(base64);
        if (hash.length != Digest.BYTES) {
            throw malformed("A hash has 32 bytes.", base64);
        }
        return Digest.fromBytes(hash);
    }

    Refused malformed(String message, String value) {
        return Refusal.of(code, "byte " + at, message, value).toException();
    }
}
