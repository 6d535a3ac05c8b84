package org.commonwatch.node.search;

import java.util.ArrayList;
import java.util.List;

/** SQL text and its arguments, grown together. Text comes from constants of this package only; values are arguments. */
final class SqlBuilder {
    private final StringBuilder text = new StringBuilder();
    private final List<Object> arguments = new ArrayList<>();

    SqlBuilder add(String sql, Object... values) {
        text.append(sql);
        arguments.addAll(List.of(values));
        return this;
    }

    SqlBuilder add(SqlBuilder other) {
        text.append(other.text);
        arguments.addAll(other.arguments);
        return this;
    }

    String text() {
        return text.toString();
    }

    List<Object> arguments() {
        return List.copyOf(arguments);
    }
}
