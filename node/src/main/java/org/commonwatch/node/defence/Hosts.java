package org.commonwatch.node.defence;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.commonwatch.matching.MatchKind;
import org.commonwatch.node.matching.ActiveValue;

/** A hosts file, hosts(5), that sends names nowhere. It knows no wildcard: names below a listed one still resolve. */
record Hosts() implements FeedFormat {
    private static final String NOWHERE = "0.0.0.0 ";

    @Override
    public String word() {
        return "hosts";
    }

    @Override
    public String ending() {
        return "hosts";
    }

    @Override
    public String comment() {
        return "#";
    }

    @Override
    public Set<MatchKind> kinds() {
        return Set.of(MatchKind.DOMAIN);
    }

    @Override
    public boolean fits(ActiveValue value) {
        return Fitting.isOneName(value.text());
    }

    @Override
    public void write(List<ActiveValue> values, long second, Appendable out) throws IOException {
        for (ActiveValue value : values) {
            out.append(NOWHERE).append(value.text()).append('\n');
        }
    }
}
