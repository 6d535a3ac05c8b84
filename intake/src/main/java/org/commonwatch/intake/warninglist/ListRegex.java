package org.commonwatch.intake.warninglist;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Optional;

/** The delimited regular expressions of warning lists ({@code /^a.*$/i}), compiled for linear time. */
final class ListRegex {
    private static final int REGEX_CHARS_MAX = 2000;

    private ListRegex() {}

    /** Nothing when the expression needs back references, look-around or a flag that the linear-time engine lacks. */
    static Optional<Pattern> compile(String entry) {
        if (entry.length() > REGEX_CHARS_MAX) {
            return Optional.empty();
        }
        int last = entry.lastIndexOf('/');
        boolean delimited = entry.startsWith("/") && last > 0;
        String body = delimited ? entry.substring(1, last) : entry;
        int flags = 0;
        for (char flag : (delimited ? entry.substring(last + 1) : "").toCharArray()) {
            switch (flag) {
                case 'i' -> flags |= Pattern.CASE_INSENSITIVE;
                case 's' -> flags |= Pattern.DOTALL;
                case 'm' -> flags |= Pattern.MULTILINE;
                case 'g', 'u' -> {}
                default -> {
                    return Optional.empty();
                }
            }
        }
        try {
            return Optional.of(Pattern.compile(body, flags));
        } catch (PatternSyntaxException e) {
            return Optional.empty();
        }
    }
}
