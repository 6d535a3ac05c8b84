package org.commonwatch.node.outbound;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Hosts that a variable names, separated by commas or spaces: {@code feeds.example} and what is below it, {@code .example}
 * or {@code *.example} likewise, {@code *} for all.
 */
record HostRules(List<String> rules) {
    HostRules {
        rules = List.copyOf(rules);
    }

    static HostRules parse(String text) {
        return new HostRules(Stream.of(text.split("[,\\s]+"))
                .map(rule -> rule.toLowerCase(Locale.ROOT))
                .map(rule -> rule.startsWith("*.") ? rule.substring(1) : rule)
                .filter(rule -> !rule.isEmpty())
                .toList());
    }

    boolean cover(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return rules.stream().anyMatch(rule -> covers(rule, name));
    }

    private static boolean covers(String rule, String host) {
        String suffix = rule.startsWith(".") ? rule : "." + rule;
        return rule.equals("*") || host.equals(suffix.substring(1)) || host.endsWith(suffix);
    }
}
