package org.commonwatch.node.matching;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.List;
import org.commonwatch.values.IpRange;
import org.jspecify.annotations.Nullable;

/** A rule on hits as the API shows it; what it does not look at is left out. */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record RuleView(
        long number,
        String then,
        @Nullable String indicator,
        @Nullable String value,
        @Nullable String source,
        @Nullable String asset,
        @Nullable String network,
        @Nullable String list,
        @Nullable String until,
        String who,
        String why,
        String made) {
    record Rules(List<RuleView> rules) {
        Rules {
            rules = List.copyOf(rules);
        }
    }

    static RuleView of(TriageRule rule) {
        return new RuleView(
                rule.number(),
                rule.then().word(),
                rule.indicator().orElse(null),
                rule.value().orElse(null),
                rule.source().orElse(null),
                rule.asset().orElse(null),
                rule.network().map(IpRange::text).orElse(null),
                rule.list().orElse(null),
                rule.until().map(Instant::toString).orElse(null),
                rule.who(),
                rule.why(),
                rule.made().toString());
    }

    /** What the rule looks at, for people: {@code source proxy, network 192.0.2.0/24}. */
    public String looksAt() {
        StringBuilder said = new StringBuilder();
        said(said, "indicator", indicator);
        said(said, "value", value);
        said(said, "source", source);
        said(said, "asset", asset);
        said(said, "network", network);
        said(said, "warning list", TriageRule.ANY_LIST.equals(list) ? "any" : list);
        return said.toString();
    }

    private static void said(StringBuilder said, String name, @Nullable String value) {
        if (value != null) {
            said.append(said.isEmpty() ? "" : ", ").append(name).append(' ').append(value);
        }
    }
}
