package org.commonwatch.intake.misp;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.commonwatch.intake.claims.Draft;
import org.commonwatch.stix.IndicatorValues;
import org.commonwatch.stix.PatternEqualities;
import org.commonwatch.stix.StixObject;
import org.commonwatch.stix.Tlp;
import org.commonwatch.values.IndicatorValue;
import org.commonwatch.values.ValueKind;

/**
 * STIX objects that never were MISP as one MISP event: values become attributes, named threats become galaxy tags, reports and
 * notes become event reports. MISP has no place for the rest; it is counted by type, and the table of losses stands in {@code
 * docs/formats/conversions.md}.
 */
public final class NativeExport {
    private final PatternEqualities patterns;
    private final Instant now;
    private final ObjectNode event = JsonNodeFactory.instance.objectNode();
    private final ArrayNode attributes = JsonNodeFactory.instance.arrayNode();
    private final ArrayNode tags = JsonNodeFactory.instance.arrayNode();
    private final ArrayNode reports = JsonNodeFactory.instance.arrayNode();
    private final Set<String> tagNames = new HashSet<>();
    private final Set<String> valuesSeen = new HashSet<>();
    private final Map<String, Long> lost = new HashMap<>();
    private Optional<Tlp> strictest = Optional.empty();

    private NativeExport(PatternEqualities patterns, Instant now) {
        this.patterns = patterns;
        this.now = now;
    }

    /**
     * @param event the member {@code Event} of a MISP document
     * @param lost how many objects of each STIX type found no place
     */
    public record Exported(ObjectNode event, Map<String, Long> lost) {
        public Exported {
            lost = Map.copyOf(lost);
        }
    }

    /**
     * @param uuid the event's UUID
     * @param info its title
     * @param objects to put in; carriers of real MISP events among them are left to {@link MispExport}
     */
    public static Exported event(
            String uuid, String info, Instant now, Collection<StixObject> objects, PatternEqualities patterns) {
        NativeExport export = new NativeExport(patterns, now);
        for (StixObject object : objects) {
            if (!MispExport.isCarrier(object) && !MispExport.isEvent(object)) {
                export.add(object);
            }
        }
        return export.finish(uuid, info);
    }

    private void add(StixObject object) {
        object.texts("object_marking_refs").stream()
                .flatMap(id -> Tlp.ofMarkingId(id).stream())
                .forEach(tlp -> strictest =
                        Optional.of(strictest.map(s -> s.mostRestrictive(tlp)).orElse(tlp)));
        switch (object.type()) {
            case "indicator" -> indicator(object);
            case "threat-actor", "intrusion-set", "malware", "tool", "attack-pattern", "campaign", "course-of-action" ->
                tag("misp-galaxy:" + galaxy(object.type()) + "=\""
                        + object.text("name").orElse(object.id()) + "\"");
            case "report", "note", "grouping" -> eventReport(object);
            case "marking-definition" -> {}
            default -> {
                List<IndicatorValue> values = IndicatorValues.of(object, patterns);
                values.forEach(value -> attribute(object, type(value.kind()), written(value), false, values.size()));
                if (values.isEmpty()) {
                    lost.merge(object.type(), 1L, Long::sum);
                }
            }
        }
    }

    /** Single values become attributes of their kind; anything a list of values would not say stays a pattern. */
    private void indicator(StixObject object) {
        String language = object.text("pattern_type").orElse("stix");
        String pattern = object.text("pattern").orElse("");
        switch (language) {
            case "yara", "sigma", "snort" -> attribute(object, language, pattern, true, 1);
            case "stix" -> {
                List<IndicatorValue> values = IndicatorValues.of(object, patterns);
                boolean simple = values.size() == 1 && isOneComparison(pattern);
                if (simple) {
                    attribute(object, type(values.getFirst().kind()), written(values.getFirst()), true, 1);
                } else {
                    attribute(object, "stix2-pattern", pattern, true, 1);
                }
            }
            default -> lost.merge("indicator/" + language, 1L, Long::sum);
        }
    }

    private static boolean isOneComparison(String pattern) {
        return pattern.startsWith("[")
                && pattern.indexOf(']') == pattern.length() - 1
                && !pattern.contains(" AND ")
                && !pattern.contains(" OR ");
    }

    private void attribute(StixObject object, String type, String value, boolean toIds, int siblings) {
        if (!valuesSeen.add(type + toIds + value)) {
            return;
        }
        String uuid = object.id().substring(object.id().length() - 36);
        String own =
                siblings == 1 ? uuid : Draft.id("x", object.id(), type, value).substring(3);
        ObjectNode attribute = attributes.addObject();
        attribute
                .put("uuid", own)
                .put("type", type)
                .put("category", category(type))
                .put("value", value)
                .put("to_ids", toIds)
                .put("timestamp", seconds(object.modified().orElse(now)))
                .put(
                        "comment",
                        object.text("description").or(() -> object.text("name")).orElse(""))
                .put("deleted", object.revoked())
                .put("distribution", "5");
        object.text("valid_from").ifPresent(from -> attribute.put("first_seen", from));
    }

    private void tag(String name) {
        if (tagNames.add(name)) {
            tags.addObject().put("name", name);
        }
    }

    private void eventReport(StixObject object) {
        String content =
                object.text("content").or(() -> object.text("description")).orElse("");
        reports.addObject()
                .put("uuid", object.id().substring(object.id().length() - 36))
                .put(
                        "name",
                        object.text("name").or(() -> object.text("abstract")).orElse(object.type()))
                .put("content", content)
                .put("timestamp", seconds(object.modified().orElse(now)))
                .put("distribution", "5")
                .put("deleted", object.revoked());
    }

    private Exported finish(String uuid, String info) {
        strictest.ifPresent(tlp -> tag("tlp:" + tlp.word()));
        event.put("uuid", uuid)
                .put("info", info)
                .put("date", now.atZone(ZoneOffset.UTC).toLocalDate().toString())
                .put("timestamp", seconds(now))
                .put("published", false)
                .put("analysis", "0")
                .put("threat_level_id", "4")
                .put("distribution", "0");
        event.set("Tag", tags);
        event.set("Attribute", attributes);
        event.set("EventReport", reports);
        return new Exported(event, lost);
    }

    private static String seconds(Instant at) {
        return Long.toString(at.getEpochSecond());
    }

    private static String galaxy(String type) {
        return switch (type) {
            case "attack-pattern", "intrusion-set", "course-of-action" -> "mitre-" + type;
            case "malware" -> "mitre-malware";
            default -> type;
        };
    }

    /** MISP writes autonomous systems as bare numbers. */
    private static String written(IndicatorValue value) {
        return value.kind() == ValueKind.ASN ? value.text().substring(2) : value.text();
    }

    private static String type(ValueKind kind) {
        return switch (kind) {
            case IPV4, IPV6, CIDR -> "ip-dst";
            case DOMAIN -> "domain";
            case URL -> "url";
            case EMAIL -> "email";
            case MAC -> "mac-address";
            case ASN -> "AS";
            case MD5 -> "md5";
            case SHA1 -> "sha1";
            case SHA256 -> "sha256";
            case SHA512 -> "sha512";
            case SSDEEP -> "ssdeep";
            case TLSH -> "tlsh";
            case FILENAME -> "filename";
            case MUTEX -> "mutex";
            case REGISTRY_KEY -> "regkey";
            case USER_AGENT -> "user-agent";
            case CVE -> "vulnerability";
            case ATTACK_ID -> "text";
        };
    }

    /** The default category of each type in the MISP core format. */
    private static String category(String type) {
        return switch (type) {
            case "md5", "sha1", "sha256", "sha512", "ssdeep", "tlsh", "filename", "yara", "sigma" -> "Payload delivery";
            case "mutex" -> "Artifacts dropped";
            case "regkey" -> "Persistence mechanism";
            case "vulnerability" -> "External analysis";
            case "text" -> "Other";
            case "stix2-pattern" -> "Payload installation";
            default -> "Network activity";
        };
    }
}
