package org.commonwatch.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.commonwatch.stix.Problem;
import org.commonwatch.stix.StixObject;
import org.commonwatch.stix.Validation;
import org.commonwatch.stix.pattern.Pattern;
import org.commonwatch.stix.pattern.PatternError;

/** Checks what intake makes against every rule of STIX 2.1, patterns included. */
public final class Valid {
    private static final Validation VALIDATION = new Validation(Valid::complaint);

    private Valid() {}

    public static void assertValid(StixObject object) {
        List<Problem> problems = VALIDATION.full(object).stream()
                .filter(problem -> problem.severity() == Problem.Severity.MUST)
                .toList();
        assertEquals(List.of(), problems, object.json().toString());
    }

    private static Optional<String> complaint(String pattern) {
        try {
            Pattern.parse(pattern);
            return Optional.empty();
        } catch (PatternError e) {
            return Optional.of(e.toString());
        }
    }
}
