package org.commonwatch.intake.warninglist;

import com.google.re2j.Pattern;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.commonwatch.kernel.Limits;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.values.Flag;
import org.commonwatch.values.IndicatorValue;
import org.commonwatch.values.IpRange;
import org.commonwatch.values.ValueKind;

/**
 * Many warning lists, asked together. Immutable once built and safe for any number of threads.
 *
 * <p>Cost of one question: a table look-up for the value and each parent of its host, one for each CIDR prefix length in
 * use, one pass of the substring automaton, and each regular expression that applies to the kind; independent of how many
 * lists and entries there are, but for the expressions.
 *
 * <p>A list that names attribute types is asked only about values of those types; of a URL also its host is looked up, in
 * lists that apply to URLs.
 */
public final class WarningLists {
    private static final String[] BUILT_IN = {
        "special-purpose-ipv4.json", "special-purpose-ipv6.json", "special-purpose-names.json", "public-resolvers.json"
    };

    private record RegexEntry(Pattern pattern, int list) {}

    private final List<WarningList> lists;
    private final List<Integer> sizes;
    private final NameIndex names;
    private final RangeIndex ranges;
    private final SubstringIndex substrings;
    private final List<RegexEntry> regexes;
    private final Map<ValueKind, BitSet> applying;
    private final List<Refusal> problems;

    private WarningLists(Builder builder) {
        lists = List.copyOf(builder.lists);
        sizes = List.copyOf(builder.sizes);
        names = builder.names;
        ranges = builder.ranges;
        substrings = builder.substrings;
        substrings.freeze();
        regexes = List.copyOf(builder.regexes);
        problems = List.copyOf(builder.problems);
        applying = new EnumMap<>(ValueKind.class);
        for (ValueKind kind : ValueKind.values()) {
            applying.put(kind, applying(kind));
        }
    }

    /** No list at all. */
    public static WarningLists none() {
        return new Builder().build();
    }

    /** Our own short lists: special-purpose addresses and names by IANA registry, and well-known public resolvers. */
    public static WarningLists builtIn() {
        return new Builder().addBuiltIn().build();
    }

    /** The lists a value is on, in the order they were added. */
    public List<WarningList> on(IndicatorValue value) {
        BitSet found = new BitSet();
        String text = value.text().toLowerCase(Locale.ROOT);
        names.findExact(text, found);
        Optional<String> host = host(value);
        host.ifPresent(h -> {
            names.findHost(h, found);
            names.findExact(h, found);
        });
        Optional.of(host.orElse(text))
                .filter(WarningLists::isAddressLike)
                .flatMap(IpRange::parse)
                .ifPresent(range -> ranges.find(range, found));
        substrings.find(text, found);
        found.and(applying.getOrDefault(value.kind(), new BitSet()));
        for (RegexEntry regex : regexes) {
            boolean asked = applying.getOrDefault(value.kind(), new BitSet()).get(regex.list);
            if (asked
                    && !found.get(regex.list)
                    && regex.pattern.matcher(value.text()).find()) {
                found.set(regex.list);
            }
        }
        return found.stream().mapToObj(lists::get).toList();
    }

    /** One flag {@code warning-list} for each list the value is on. */
    public List<Flag> flags(IndicatorValue value) {
        return on(value).stream()
                .map(list -> Flag.of("warning-list", "On the list “" + list.name() + "”."))
                .toList();
    }

    /** Without their entries, which live on in the indexes only. */
    public List<WarningList> lists() {
        return lists;
    }

    /** How many entries each of {@link #lists()} has. */
    public List<Integer> sizes() {
        return sizes;
    }

    /** Entries that could not be used, such as regular expressions beyond linear time; their lists work without them. */
    public List<Refusal> problems() {
        return problems;
    }

    private static boolean isAddressLike(String text) {
        char last = text.isEmpty() ? ' ' : text.charAt(text.length() - 1);
        return text.indexOf(':') >= 0 || (last >= '0' && last <= '9');
    }

    /** The host of a URL or e-mail address, the name of a domain. */
    private static Optional<String> host(IndicatorValue value) {
        return switch (value.kind()) {
            case DOMAIN -> Optional.of(value.text());
            case URL -> Optional.of(urlHost(value.text()));
            case IPV4,
                    IPV6,
                    CIDR,
                    EMAIL,
                    MD5,
                    SHA1,
                    SHA256,
                    SHA512,
                    SSDEEP,
                    TLSH,
                    FILENAME,
                    MAC,
                    ASN,
                    MUTEX,
                    REGISTRY_KEY,
                    USER_AGENT,
                    CVE,
                    ATTACK_ID -> Optional.empty();
        };
    }

    private static String urlHost(String url) {
        int from = url.indexOf("://") + 3;
        int end = from;
        while (end < url.length() && "/?#".indexOf(url.charAt(end)) < 0) {
            end++;
        }
        from = Math.max(from, url.lastIndexOf('@', end) + 1);
        if (url.startsWith("[", from)) {
            return url.substring(from + 1, Math.max(from + 1, url.indexOf(']', from)));
        }
        int colon = url.indexOf(':', from);
        return url.substring(from, colon >= 0 && colon < end ? colon : end);
    }

    private BitSet applying(ValueKind kind) {
        Set<String> attributes = attributes(kind);
        BitSet set = new BitSet();
        for (int i = 0; i < lists.size(); i++) {
            Set<String> wanted = lists.get(i).attributes();
            set.set(i, wanted.isEmpty() || wanted.stream().anyMatch(attributes::contains));
        }
        return set;
    }

    /** The attribute types of MISP's core format that hold values of a kind. */
    private static Set<String> attributes(ValueKind kind) {
        return switch (kind) {
            case IPV4, IPV6, CIDR -> Set.of("ip-src", "ip-dst", "ip-src|port", "ip-dst|port", "domain|ip");
            case DOMAIN -> Set.of("domain", "hostname", "domain|ip", "hostname|port");
            case URL -> Set.of("url", "uri", "link");
            case EMAIL ->
                Set.of("email", "email-src", "email-dst", "target-email", "whois-registrant-email", "dns-soa-email");
            case MD5 -> Set.of("md5", "filename|md5", "x509-fingerprint-md5");
            case SHA1 -> Set.of("sha1", "filename|sha1", "x509-fingerprint-sha1");
            case SHA256 -> Set.of("sha256", "filename|sha256", "x509-fingerprint-sha256");
            case SHA512 -> Set.of("sha512", "filename|sha512");
            case CVE -> Set.of("vulnerability");
            case ATTACK_ID -> Set.of();
            case FILENAME -> Set.of("filename");
            case ASN -> Set.of("AS");
            case MAC -> Set.of("mac-address");
            case SSDEEP -> Set.of("ssdeep", "filename|ssdeep");
            case TLSH -> Set.of("tlsh", "filename|tlsh");
            case MUTEX -> Set.of("mutex");
            case REGISTRY_KEY -> Set.of("regkey", "regkey|value");
            case USER_AGENT -> Set.of("user-agent");
        };
    }

    /** Collects lists; used by one thread, once. */
    public static final class Builder {
        private final List<WarningList> lists = new ArrayList<>();
        private final List<Integer> sizes = new ArrayList<>();
        private final List<RegexEntry> regexes = new ArrayList<>();
        private final List<Refusal> problems = new ArrayList<>();
        private final ListSets sets = new ListSets();
        private final NameIndex names = new NameIndex(sets);
        private final RangeIndex ranges = new RangeIndex(sets);
        private final SubstringIndex substrings = new SubstringIndex(sets);
        private int entries;

        /** @throws Refused {@code list-too-many-entries} beyond {@link Limits#WARNING_ENTRIES_MAX} */
        public Builder add(WarningList list) throws Refused {
            if (list.entries().size() > Limits.WARNING_ENTRIES_MAX - entries) {
                throw Refusal.of(
                                "list-too-many-entries",
                                "",
                                "All lists together have at most " + Limits.WARNING_ENTRIES_MAX + " entries.",
                                list.name())
                        .toException();
            }
            entries += list.entries().size();
            int number = lists.size();
            sizes.add(list.entries().size());
            // The entries live on in the indexes only; holding the strings as well would cost ten times as much.
            lists.add(new WarningList(
                    list.name(), list.description(), list.version(), list.kind(), list.attributes(), List.of()));
            for (int i = 0; i < list.entries().size(); i++) {
                if (!add(list.kind(), list.entries().get(i), number)) {
                    problems.add(Refusal.of(
                            list.kind() == WarningList.Kind.REGEX ? "list-regex" : "list-entry",
                            list.name() + " /list/" + i,
                            list.kind() == WarningList.Kind.REGEX
                                    ? "This expression needs more than linear time or an unknown flag."
                                    : "This is no address or CIDR block.",
                            list.entries().get(i)));
                }
            }
            return this;
        }

        private boolean add(WarningList.Kind kind, String entry, int number) {
            String lower = entry.toLowerCase(Locale.ROOT);
            switch (kind) {
                case STRING -> names.addExact(lower, number);
                case HOSTNAME -> names.addHost(lower, number);
                case SUBSTRING -> substrings.add(lower, number);
                case CIDR -> {
                    Optional<IpRange> range = IpRange.parse(lower);
                    range.ifPresent(r -> ranges.add(r, number));
                    return range.isPresent();
                }
                case REGEX -> {
                    Optional<Pattern> pattern = ListRegex.compile(entry);
                    pattern.ifPresent(p -> regexes.add(new RegexEntry(p, number)));
                    return pattern.isPresent();
                }
            }
            return true;
        }

        public Builder addBuiltIn() {
            for (String name : BUILT_IN) {
                try (InputStream in = WarningLists.class.getResourceAsStream(name)) {
                    if (in == null) {
                        throw new IllegalStateException("the list " + name + " is missing from the library");
                    }
                    add(WarningList.parse(in.readAllBytes()));
                } catch (IOException e) {
                    throw new UncheckedIOException("reading the built-in list " + name, e);
                } catch (Refused e) {
                    throw new IllegalStateException("the built-in list " + name + " is malformed", e);
                }
            }
            return this;
        }

        public WarningLists build() {
            return new WarningLists(this);
        }
    }
}
