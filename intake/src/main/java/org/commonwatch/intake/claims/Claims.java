package org.commonwatch.intake.claims;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.commonwatch.intake.Source;
import org.commonwatch.values.IndicatorValue;
import org.commonwatch.values.ValueKind;

/**
 * Turns values into STIX: an observable, and an indicator whose id depends on (source, kind, value) alone. Reading the same
 * feed again therefore gives new versions of the same indicators and never a second set; a caller that wants no new version
 * when only the time of intake differs compares with {@link #sameButForTime}.
 *
 * <p>CVE ids become {@code vulnerability}; ATT&CK techniques {@code attack-pattern}, groups {@code intrusion-set}, campaigns
 * {@code campaign}, mitigations {@code course-of-action}. Tactics and software (which may be malware or tool) have no object
 * of one certain type and stay references.
 */
public final class Claims {
    /** Set to the time of intake where the input gives none. */
    private static final List<String> INTAKE_TIMES =
            List.of("valid_from", "published", "first_observed", "last_observed");

    private final Source source;

    public Claims(Source source) {
        this.source = source;
    }

    /**
     * The objects for one value, observable first.
     *
     * @param weak leaves out the indicator where the kind alone accuses nobody: file names, ASNs and MAC addresses in prose
     */
    public List<Draft> of(IndicatorValue value, Details details, boolean weak) {
        List<Draft> drafts = new ArrayList<>(2);
        Observables.of(value).ifPresent(observable -> drafts.add(observable.markings(markings(details))));
        if (!(weak && isWeak(value.kind()))) {
            indicator(value, details).ifPresent(drafts::add);
        }
        named(value, details).ifPresent(drafts::add);
        return drafts;
    }

    private static boolean isWeak(ValueKind kind) {
        return kind == ValueKind.FILENAME || kind == ValueKind.ASN || kind == ValueKind.MAC;
    }

    private Optional<Draft> indicator(IndicatorValue value, Details details) {
        return Patterns.of(value).map(pattern -> {
            String from = Draft.time(details.validFrom().orElse(source.now()));
            Optional<String> until = details.validUntil().map(Draft::time).filter(end -> end.compareTo(from) > 0);
            return object("indicator", value, details)
                    .set("name", value.text())
                    .set("description", details.description())
                    .set("pattern", pattern)
                    .set("pattern_type", "stix")
                    .set("pattern_version", "2.1")
                    .set("valid_from", from)
                    .set("valid_until", until);
        });
    }

    /** The domain object that a CVE or ATT&CK id names. */
    private Optional<Draft> named(IndicatorValue value, Details details) {
        return namedType(value)
                .map(type -> object(type, value, details)
                        .set("name", value.text())
                        .set("description", details.description())
                        .set("external_references", references(List.of(value))));
    }

    private static Optional<String> namedType(IndicatorValue value) {
        if (value.kind() == ValueKind.CVE) {
            return Optional.of("vulnerability");
        }
        if (value.kind() != ValueKind.ATTACK_ID || value.text().startsWith("TA")) {
            return Optional.empty();
        }
        return Optional.ofNullable(
                switch (value.text().charAt(0)) {
                    case 'T' -> "attack-pattern";
                    case 'G' -> "intrusion-set";
                    case 'C' -> "campaign";
                    case 'M' -> "course-of-action";
                    default -> null;
                });
    }

    /** {@code external_references} for CVE and ATT&CK ids. */
    public static ArrayNode references(List<IndicatorValue> values) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (IndicatorValue value : values) {
            list.addObject()
                    .put("source_name", value.kind() == ValueKind.CVE ? "cve" : "mitre-attack")
                    .put("external_id", value.text());
        }
        return list;
    }

    private Draft object(String type, IndicatorValue value, Details details) {
        String id = Draft.id(type, source.name(), value.kind().word(), value.text());
        Draft draft = Draft.bare(type, id)
                .set("created_by_ref", source.createdBy())
                .set("created", Draft.time(source.now()))
                .set("modified", Draft.time(source.now()))
                .markings(markings(details));
        List<String> labels = new ArrayList<>(source.labels());
        labels.addAll(details.labels());
        draft.set("labels", labels);
        details.confidence().ifPresent(confidence -> draft.set("confidence", confidence));
        return draft;
    }

    private List<String> markings(Details details) {
        return details.marking().or(source::marking).map(List::of).orElse(List.of());
    }

    /** Whether two versions of one object claim the same and differ only in the times of intake. */
    public static boolean sameButForTime(ObjectNode one, ObjectNode other) {
        return timeless(one).equals(timeless(other));
    }

    /** The object without the times of its making; a time that the input itself gave stays. */
    public static ObjectNode timeless(ObjectNode object) {
        ObjectNode copy = object.deepCopy();
        for (String time : INTAKE_TIMES) {
            if (copy.has(time) && copy.path(time).equals(copy.path("created"))) {
                copy.remove(time);
            }
        }
        return copy.remove(List.of("created", "modified"));
    }
}
