package org.commonwatch.ledger.note;

import java.util.List;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.wire.StrictBase64;

/**
 * A tree head, C2SP tlog-checkpoint.
 *
 * @param origin names the log; non-empty, one line
 * @param size leaves, {@code 0 <= size < 2^63}
 * @param root RFC 6962 root over them
 * @param extensions opaque further lines, non-empty each; we write none
 */
public record Checkpoint(String origin, long size, Digest root, List<String> extensions) {
    public Checkpoint {
        extensions = List.copyOf(extensions);
        if (origin.isEmpty() || origin.indexOf('\n') >= 0 || size < 0) {
            throw new IllegalArgumentException("not a checkpoint: origin " + origin + ", size " + size);
        }
    }

    public static Checkpoint of(String origin, long size, Digest root) {
        return new Checkpoint(origin, size, root, List.of());
    }

    /** The note text: three lines and the extensions, each ended by a newline. */
    public String text() {
        StringBuilder out = new StringBuilder();
        out.append(origin)
                .append('\n')
                .append(size)
                .append('\n')
                .append(root.base64())
                .append('\n');
        extensions.forEach(line -> out.append(line).append('\n'));
        return out.toString();
    }

    /** @throws Refused {@code checkpoint-malformed}, {@code base64-malformed} */
    public static Checkpoint parse(String text) throws Refused {
        List<String> lines = List.of(text.split("\n", -1));
        // A text ending in a newline splits into its lines and one empty string.
        if (lines.size() < 4 || !lines.getLast().isEmpty()) {
            throw malformed("A checkpoint has at least three lines, each ended by a newline.", "");
        }
        List<String> content = lines.subList(0, lines.size() - 1);
        if (content.stream().anyMatch(String::isEmpty)) {
            throw malformed("No line of a checkpoint is empty.", "");
        }
        byte[] root = StrictBase64.decode(content.get(2));
        if (root.length != Digest.BYTES) {
            throw malformed("The root is a SHA-256 hash.", content.get(2));
        }
        return new Checkpoint(
                content.getFirst(), size(content.get(1)), Digest.fromBytes(root), content.subList(3, content.size()));
    }

    private static long size(String text) throws Refused {
        boolean digits = text.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits || text.length() > 19 || (text.startsWith("0") && text.length() > 1)) {
            throw malformed("The tree size is a decimal number without leading zeros.", text);
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw malformed("The tree size is below 2^63.", text);
        }
    }

    private static Refused malformed(String message, String value) {
        return Refusal.of("checkpoint-malformed", "", message, value).toException();
    }
}
