package org.commonwatch.node.matching;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.lists.ListFlag;
import org.commonwatch.node.lists.Warnings;
import org.commonwatch.values.IndicatorValue;
import org.commonwatch.values.IpAddress;
import org.commonwatch.values.ValueKind;
import org.commonwatch.values.Values;

/** Which warning lists a hit's value, or the address that was found, is on. */
@ApplicationScoped
class ListedOn {
    private final Warnings warnings;

    @Inject
    ListedOn(Warnings warnings) {
        this.warnings = warnings;
    }

    /** Reads the lists into memory, so that the first hit does not wait for them. */
    void warm() {
        warnings.index();
    }

    /**
     * @param kind the word of the indicator's kind
     * @param token as it stood in the line
     */
    List<String> lists(String kind, String value, String token) {
        Stream<IndicatorValue> values = Stream.concat(value(kind, value).stream(), address(token).stream());
        return values.flatMap(each -> warnings.flags(each).stream())
                .map(ListFlag::list)
                .distinct()
                .toList();
    }

    /** The address that a token is, if it is one. */
    static Optional<IpAddress> found(String token) {
        return address(token).flatMap(value -> IpAddress.parse(value.text()));
    }

    private static Optional<IndicatorValue> address(String token) {
        return Values.classify(token).filter(value -> value.kind() == ValueKind.IPV4 || value.kind() == ValueKind.IPV6);
    }

    private static Optional<IndicatorValue> value(String kind, String value) {
        Optional<ValueKind> as = ValueKind.ofWord(kind);
        try {
            return as.isPresent() ? Optional.of(Values.parse(as.orElseThrow(), value)) : Optional.empty();
        } catch (Refused noSuchValue) {
            // A literal or a pattern is on no list.
            return Optional.empty();
        }
    }
}
