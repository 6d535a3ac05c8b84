package org.commonwatch.stix;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.commonwatch.stix.Problem.Severity;

/** Collects the problems of one object, knowing where the check stands; paths are written only when there is one. */
final class Problems {
    /** Problems kept for one object: enough to mend it, too few to flood a report with one broken list. */
    static final int PER_OBJECT_MAX = 100;

    private final List<Problem> found = new ArrayList<>();
    private final Deque<String> path = new ArrayDeque<>();

    void enter(String step) {
        path.addLast(step);
    }

    void leave() {
        path.removeLast();
    }

    void must(String rule, String section, String message, JsonNode value) {
        add(rule, section, message, value, Severity.MUST);
    }

    void should(String rule, String section, String message, JsonNode value) {
        add(rule, section, message, value, Severity.SHOULD);
    }

    void mustHere(String rule, String section, String message) {
        add(new Problem(pointer(), rule, section, message, "", Severity.MUST));
    }

    private void add(String rule, String section, String message, JsonNode value, Severity severity) {
        add(new Problem(pointer(), rule, section, message, shown(value), severity));
    }

    private void add(Problem problem) {
        if (found.size() < PER_OBJECT_MAX) {
            found.add(problem);
        }
    }

    List<Problem> list() {
        return List.copyOf(found);
    }

    private static String shown(JsonNode value) {
        if (value.isContainerNode()) {
            return value.isArray() ? "a list of " + value.size() : "an object of " + value.size();
        }
        return value.isMissingNode() ? "" : value.asText();
    }

    private String pointer() {
        StringBuilder pointer = new StringBuilder();
        for (Iterator<String> steps = path.iterator(); steps.hasNext(); ) {
            pointer.append('/').append(steps.next().replace("~", "~0").replace("/", "~1"));
        }
        return pointer.toString();
    }
}
