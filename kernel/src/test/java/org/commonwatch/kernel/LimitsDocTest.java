package org.commonwatch.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Keeps {@code docs/limits.md} equal to {@link Limits}. To rewrite the page after changing a limit, run the tests of
 * {@code kernel} with {@code -Dcommonwatch.rewrite=true}.
 */
class LimitsDocTest {
    private static final Path ROOT = Path.of(System.getProperty("commonwatch.root", ".."));
    private static final Path PAGE = ROOT.resolve("docs/limits.md");
    private static final Pattern CONSTANT =
            Pattern.compile("/\\*\\* ([^/]*?) \\*/\\s+public static final (?:int|long) (\\w+) =", Pattern.DOTALL);

    @Test
    void pageSaysWhatTheConstantsSay() throws IOException {
        String page = page();
        if (Boolean.getBoolean("commonwatch.rewrite")) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, page);
        }
        assertEquals(
                page,
                Files.exists(PAGE) ? Files.readString(PAGE) : "",
                "docs/limits.md is stale: run the kernel tests with -Dcommonwatch.rewrite=true");
    }

    @Test
    void everyLimitHasAReason() throws IOException {
        String page = page(source());
        for (Field field : Limits.class.getFields()) {
            assertTrue(page.contains("`" + field.getName() + "`"), field.getName() + " has no docstring");
        }
    }

    private static String page() throws IOException {
        return page(source());
    }

    private static String source() throws IOException {
        return Files.readString(ROOT.resolve("kernel/src/main/java/org/commonwatch/kernel/Limits.java"), UTF_8);
    }

    private static String page(String source) {
        StringBuilder page = new StringBuilder("""
            # Limits on foreign input

            Every bound that Commonwatch sets on what comes from outside, with its value and reason. Generated from
            `kernel/src/main/java/org/commonwatch/kernel/Limits.java` by `LimitsDocTest`; change it there.

            | limit | value | why |
            |---|---:|---|
            """);
        Matcher matcher = CONSTANT.matcher(source);
        while (matcher.find()) {
            String reason =
                    matcher.group(1).replaceAll("\\s*\\n\\s*\\*\\s*", " ").replaceAll("\\{@code ([^}]*)}", "`$1`");
            String value = String.format(Locale.ROOT, "%,d", valueOf(matcher.group(2)));
            page.append("| `%s` | %s | %s |\n".formatted(matcher.group(2), value, reason));
        }
        return page.toString();
    }

    private static long valueOf(String name) {
        try {
            return ((Number) Limits.class.getField(name).get(null)).longValue();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(name, e);
        }
    }
}
