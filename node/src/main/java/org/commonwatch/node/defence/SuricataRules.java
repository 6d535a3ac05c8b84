package org.commonwatch.node.defence;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.commonwatch.matching.MatchKind;
import org.commonwatch.node.matching.ActiveValue;

/**
 * Rules for Suricata 6 and newer: one for each address or network, and for each name one on what is asked of DNS, one on TLS
 * and one on HTTP, which catch names below it too. When digests are asked for, rules name lists of them that are fetched
 * beside ({@code plain} with one kind), so that a million digests are not a million rules.
 */
record SuricataRules() implements FeedFormat {
    private static final int SOURCE_CHARS_MAX = 60;
    private static final List<String> FILE_PROTOCOLS = List.of("http", "smtp", "ftp-data", "smb");
    private static final Set<MatchKind> DIGESTS = EnumSet.of(MatchKind.MD5, MatchKind.SHA1, MatchKind.SHA256);

    @Override
    public String word() {
        return "suricata";
    }

    @Override
    public String ending() {
        return "rules";
    }

    @Override
    public String comment() {
        return "#";
    }

    @Override
    public Set<MatchKind> kinds() {
        Set<MatchKind> kinds = EnumSet.copyOf(usual());
        kinds.addAll(DIGESTS);
        return kinds;
    }

    @Override
    public Set<MatchKind> usual() {
        return EnumSet.of(MatchKind.IPV4, MatchKind.IPV6, MatchKind.CIDR, MatchKind.DOMAIN);
    }

    @Override
    public boolean fits(ActiveValue value) {
        return DIGESTS.contains(value.kind())
                || (value.kind() == MatchKind.DOMAIN
                        ? Fitting.isOneName(value.text())
                        : Fitting.isAddressOrNetwork(value.text()));
    }

    @Override
    public void write(List<ActiveValue> values, long second, Appendable out) throws IOException {
        Sids sids = new Sids();
        Set<MatchKind> digests = EnumSet.noneOf(MatchKind.class);
        for (ActiveValue value : values) {
            if (DIGESTS.contains(value.kind())) {
                digests.add(value.kind());
            } else if (value.kind() == MatchKind.DOMAIN) {
                name("dns", "dns.query", " nocase;", value, sids, out);
                name("tls", "tls.sni", " nocase;", value, sids, out);
                // Suricata lowers host names of HTTP by itself and refuses to be told so.
                name("http", "http.host", "", value, sids, out);
            } else {
                out.append("alert ip any any <> ").append(value.text()).append(" any (");
                end("address", value, sids, out);
            }
        }
        for (MatchKind kind : digests) {
            for (String protocol : FILE_PROTOCOLS) {
                out.append("alert ").append(protocol).append(" any any -> any any (msg:\"Commonwatch ");
                out.append(kind.word())
                        .append(" of a file over ")
                        .append(protocol)
                        .append("\"; file");
                out.append(kind.word())
                        .append(":commonwatch-")
                        .append(kind.word())
                        .append(".txt; sid:");
                out.append(Long.toString(sids.of("file " + kind.word() + " " + protocol)));
                out.append("; rev:1;)\n");
            }
        }
    }

    private static void name(String protocol, String buffer, String more, ActiveValue value, Sids sids, Appendable out)
            throws IOException {
        out.append("alert ").append(protocol).append(" any any -> any any (");
        out.append(buffer)
                .append("; dotprefix; content:\".")
                .append(value.text())
                .append("\";");
        out.append(more).append(" endswith; ");
        end(protocol, value, sids, out);
    }

    private static void end(String what, ActiveValue value, Sids sids, Appendable out) throws IOException {
        String source = Fitting.words(value.source(), SOURCE_CHARS_MAX);
        out.append("msg:\"")
                .append(message("Commonwatch " + value.kind().word() + " " + value.text() + " by " + source));
        out.append("\"; sid:")
                .append(Long.toString(sids.of(what + " " + value.text())))
                .append("; rev:1;)\n");
    }

    /** Quote, semicolon and backslash end or begin something in a rule, and so does a colon in old parsers. */
    static String message(String text) {
        return text.replaceAll("([\\\\\";:])", "\\\\$1");
    }
}
