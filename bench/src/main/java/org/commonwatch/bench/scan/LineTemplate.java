package org.commonwatch.bench.scan;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A log line with fields, {@code 1.2 <addr> <host>}: names of {@link Field} in angle brackets, the rest as it stands.
 *
 * @param literals what stands before each field, and after the last
 */
record LineTemplate(List<byte[]> literals, List<Field> fields) {
    private static final Pattern FIELD = Pattern.compile("<([a-z][a-z0-9]*)>");

    static LineTemplate of(String text) {
        List<byte[]> literals = new ArrayList<>();
        List<Field> fields = new ArrayList<>();
        Matcher field = FIELD.matcher(text);
        int from = 0;
        while (field.find()) {
            literals.add(text.substring(from, field.start()).getBytes(StandardCharsets.UTF_8));
            fields.add(Field.named(field.group(1)));
            from = field.end();
        }
        literals.add((text.substring(from) + "\n").getBytes(StandardCharsets.UTF_8));
        return new LineTemplate(literals, fields);
    }

    boolean has(Slot slot) {
        return fields.stream().anyMatch(field -> field.slot() == slot);
    }
}
