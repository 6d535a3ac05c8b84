package org.commonwatch.node.search;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.commonwatch.values.Carried;
import org.commonwatch.values.IpAddress;
import org.commonwatch.values.IpRange;
import org.commonwatch.values.ValueKind;

/** What to ask the index about the beginning of a value, as in {@code value:44d886*}: each kind it could begin. */
final class Beginnings {
    /** Fewer digits would fit a sixteenth of all hashes or more. */
    private static final int HEX_DIGITS_MIN = 4;

    private static final List<ValueOrder> HASHES =
            List.of(ValueOrder.MD5, ValueOrder.SHA1, ValueOrder.SHA256, ValueOrder.SHA512);
    private static final List<ValueOrder> AS_WRITTEN =
            List.of(ValueOrder.MUTEX, ValueOrder.USER_AGENT, ValueOrder.SSDEEP);
    private static final List<ValueOrder> LOWER_CASE = List.of(ValueOrder.FILENAME, ValueOrder.REGISTRY_KEY);

    private final List<Probe> probes = new ArrayList<>();

    private Beginnings() {}

    static List<Probe> of(String text) {
        Beginnings beginnings = new Beginnings();
        beginnings.add(text);
        return beginnings.probes;
    }

    private void add(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        String upper = text.toUpperCase(Locale.ROOT);
        if (text.contains("://")) {
            url(text);
            return;
        }
        if (isHex(lower)) {
            hashes(lower);
        }
        network(text).ifPresent(range -> network(range, range.network().six()));
        if (upper.startsWith("CVE-")) {
            starting(ValueOrder.CVE, upper.substring(4));
        }
        if (isWord(lower)) {
            starting(ValueOrder.ATTACK_ID, upper);
            probes.add(new Probe.LabelStart(lower));
        }
        AS_WRITTEN.forEach(order -> starting(order, text));
        LOWER_CASE.forEach(order -> starting(order, lower));
        starting(ValueOrder.TLSH, upper);
    }

    private void starting(ValueOrder order, String text) {
        if (!text.isEmpty()) {
            probes.add(Probe.startingWith(How.PREFIX, SortKey.text(order, text)));
        }
    }

    /** An odd digit at the end covers sixteen bytes. */
    private void hashes(String digits) {
        byte[] from = HexFormat.of().parseHex(digits.length() % 2 == 0 ? digits : digits + "0");
        byte[] to = HexFormat.of().parseHex(digits.length() % 2 == 0 ? digits : digits + "f");
        for (ValueOrder order : HASHES) {
            probes.add(new Probe.Between(
                    How.PREFIX, SortKey.raw(order, from), SortKey.raw(order, to).end()));
        }
    }

    /** {@code 198.51.} and {@code 2001:db8:} are networks of whole parts. */
    private static Optional<IpRange> network(String text) {
        if (text.matches("([0-9]{1,3}\\.){1,3}")) {
            int parts = (int) text.chars().filter(c -> c == '.').count();
            return IpRange.parse(text + "0.".repeat(3 - parts) + "0/" + 8 * parts);
        }
        if (text.matches("([0-9a-fA-F]{1,4}:){1,7}")) {
            int groups = (int) text.chars().filter(c -> c == ':').count();
            return IpRange.parse(text + (groups == 7 ? "0" : ":") + "/" + 16 * groups);
        }
        return Optional.empty();
    }

    private void network(IpRange range, boolean six) {
        ValueOrder order = six ? ValueOrder.IPV6 : ValueOrder.IPV4;
        IpAddress first = range.network();
        byte[] start = java.util.Arrays.copyOf(SortKey.address(first).bytes(), range.prefix() / 8);
        probes.add(Probe.startingWith(How.PREFIX, SortKey.raw(order, start)));
    }

    /** Only with the whole host: a half host begins nothing when names are ordered from the right. */
    private void url(String text) {
        Carried.value(ValueKind.URL, text)
                .filter(url -> text.indexOf('/', text.indexOf("://") + 3) > 0)
                .flatMap(SortKey::of)
                .ifPresent(key -> probes.add(Probe.startingWith(How.PREFIX, key)));
    }

    private static boolean isHex(String text) {
        return text.length() >= HEX_DIGITS_MIN
                && text.length() <= 128
                && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }

    private static boolean isWord(String text) {
        return text.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_');
    }
}
