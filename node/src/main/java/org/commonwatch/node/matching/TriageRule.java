package org.commonwatch.node.matching;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.commonwatch.values.IpAddress;
import org.commonwatch.values.IpRange;

/**
 * A standing decision on hits. It applies where everything it names fits; a rule that names nothing does not exist.
 *
 * @param then what it decides: mostly to mute
 * @param indicator the STIX id
 * @param value of the indicator, in its canonical form
 * @param source name of the source of lines
 * @param asset own address, host or user
 * @param network that the own address or the address found is in
 * @param list name of a warning list that the value is on, or {@link #ANY_LIST}
 * @param until when it stops to apply
 */
record TriageRule(
        long number,
        HitState then,
        Optional<String> indicator,
        Optional<String> value,
        Optional<String> source,
        Optional<String> asset,
        Optional<IpRange> network,
        Optional<String> list,
        Optional<Instant> until,
        String who,
        String why,
        Instant made) {
    static final String ANY_LIST = "*";

    /** What a rule looks at. */
    record Facts(
            String indicator,
            String value,
            String source,
            String asset,
            Optional<IpAddress> found,
            List<String> lists) {
        Facts {
            lists = List.copyOf(lists);
        }
    }

    boolean namesSomething() {
        return indicator.isPresent()
                || value.isPresent()
                || source.isPresent()
                || asset.isPresent()
                || network.isPresent()
                || list.isPresent();
    }

    /** What it decides on a hit; empty when it does not apply. */
    Optional<Decided> decide(Facts facts, Instant now) {
        boolean current = until.filter(end -> !now.isBefore(end)).isEmpty();
        boolean fits = fits(indicator, facts.indicator())
                && fits(value, facts.value())
                && fits(source, facts.source())
                && fits(asset, facts.asset())
                && network.map(range -> isIn(range, facts)).orElse(true)
                && (list.isEmpty() || listed(facts).isPresent());
        return current && fits
                ? Optional.of(new Decided(then, Optional.of(number), listed(facts), who, why))
                : Optional.empty();
    }

    private Optional<String> listed(Facts facts) {
        return list.flatMap(name -> facts.lists().stream()
                .filter(on -> name.equals(ANY_LIST) || name.equals(on))
                .findFirst());
    }

    private static boolean fits(Optional<String> asked, String is) {
        return asked.isEmpty() || asked.orElseThrow().equals(is);
    }

    private static boolean isIn(IpRange range, Facts facts) {
        return IpAddress.parse(facts.asset()).filter(range::contains).isPresent()
                || facts.found().filter(range::contains).isPresent();
    }
}
