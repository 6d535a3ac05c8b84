package org.commonwatch.node.defence;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.commonwatch.matching.MatchKind;
import org.commonwatch.node.matching.ActiveValue;

/** One value a line, as firewalls and Suricata's lists of digests read it; lines that begin with {@code #} are comments. */
record Plain() implements FeedFormat {
    @Override
    public String word() {
        return "plain";
    }

    @Override
    public String ending() {
        return "txt";
    }

    @Override
    public String comment() {
        return "#";
    }

    @Override
    public Set<MatchKind> kinds() {
        return EnumSet.allOf(MatchKind.class);
    }

    @Override
    public boolean fits(ActiveValue value) {
        String text = value.text();
        return Fitting.isOneLine(text)
                && text.equals(text.strip())
                && !text.startsWith(comment())
                && (value.kind() != MatchKind.CIDR || Fitting.network(text).isPresent());
    }

    @Override
    public void write(List<ActiveValue> values, long second, Appendable out) throws IOException {
        for (ActiveValue value : values) {
            out.append(value.text()).append('\n');
        }
    }
}
