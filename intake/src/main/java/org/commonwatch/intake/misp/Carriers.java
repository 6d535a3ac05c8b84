package org.commonwatch.intake.misp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.commonwatch.intake.IntakeTally;
import org.commonwatch.intake.claims.Claims;
import org.commonwatch.intake.claims.Draft;
import org.commonwatch.intake.claims.Observables;
import org.commonwatch.intake.warninglist.WarningLists;
import org.commonwatch.stix.Tlp;
import org.commonwatch.values.Flag;
import org.commonwatch.values.IndicatorValue;

/**
 * Attributes and objects of one event become carriers: an {@code indicator} when something is meant to be detected, else
 * {@code observed-data} when something was seen, else a custom object. MISP's UUIDs stay; a second use of one in the same
 * event gets an id of its own.
 */
final class Carriers {
    private final Terms terms;
    private final String eventUuid;
    private final WarningLists lists;
    private final IntakeTally tally;
    private final Set<String> taken = new HashSet<>();

    Carriers(Terms terms, String eventUuid, WarningLists lists, IntakeTally tally) {
        this.terms = terms;
        this.eventUuid = eventUuid;
        this.lists = lists;
        this.tally = tally;
    }

    Carrier attribute(String path, JsonNode attribute) {
        String type = MispJson.text(attribute, "type").orElse("");
        String value = MispJson.text(attribute, "value").orElse("");
        Observed observed = AttributeTypes.read(type, value);
        boolean toIds = MispJson.flag(attribute, "to_ids");
        List<Flag> flags = new ArrayList<>(Terms.flags(attribute));
        observed.values().forEach(v -> flags.addAll(lists.flags(v)));
        boolean detectable = observed.pattern().filter(p -> toIds || p.always()).isPresent();
        String stixType = observed.domainType()
                .orElseGet(() -> detectable
                        ? "indicator"
                        : observed.observables().isEmpty() ? "x-misp-attribute" : "observed-data");
        if (stixType.equals("x-misp-attribute")) {
            tally.kept("attribute/" + type);
        }
        List<String> labels = new ArrayList<>(Terms.labels(attribute));
        labels.add("misp:type=\"" + type + "\"");
        MispJson.text(attribute, "category").ifPresent(c -> labels.add("misp:category=\"" + c + "\""));
        labels.add("misp:to_ids=\"" + (toIds ? "True" : "False") + "\"");
        Draft main = main(stixType, path, attribute, labels).set("description", MispJson.text(attribute, "comment"));
        switch (stixType) {
            case "indicator" -> {
                Observed.Pattern pattern = observed.pattern().orElseThrow();
                indicator(main.set("name", name(value)), pattern.language(), pattern.text(), attribute);
            }
            case "observed-data" -> observedData(main, observed.observables(), attribute);
            case "x-misp-attribute" ->
                main.set("name", name(value))
                        .set("x_misp_type", type)
                        .set("x_misp_category", MispJson.text(attribute, "category"))
                        .set("x_misp_value", value);
            default -> named(main, value, observed.values());
        }
        main.set(Carrier.ATTRIBUTE, attribute.toString());
        List<String> markings = Terms.markings(attribute, terms.markings());
        return new Carrier(path, main, observed.observables(), markings, flags);
    }

    private static void named(Draft main, String value, List<IndicatorValue> values) {
        main.set("name", value);
        if (!values.isEmpty()) {
            main.set("external_references", Claims.references(values));
        }
    }

    Carrier object(String path, JsonNode object) {
        String name = MispJson.text(object, "name").orElse("");
        List<Draft> observables = new ArrayList<>();
        List<String> patterns = new ArrayList<>();
        List<Flag> flags = new ArrayList<>(Terms.flags(object));
        for (JsonNode attribute : object.path("Attribute")) {
            String type = MispJson.text(attribute, "type").orElse("");
            Observed observed =
                    AttributeTypes.read(type, MispJson.text(attribute, "value").orElse(""));
            observables.addAll(observed.observables());
            observed.values().forEach(v -> flags.addAll(lists.flags(v)));
            boolean deleted = MispJson.flag(attribute, "deleted");
            observed.pattern()
                    .filter(p -> p.language().equals("stix") && MispJson.flag(attribute, "to_ids") && !deleted)
                    .ifPresent(p -> patterns.add(p.text()));
            if (observed.isNothing()) {
                tally.kept("object/" + name + "/"
                        + MispJson.text(attribute, "object_relation").orElse(type));
            }
        }
        List<Draft> merged = name.equals("file") ? oneFile(observables) : distinct(observables);
        String stixType = !patterns.isEmpty() ? "indicator" : merged.isEmpty() ? "x-misp-object" : "observed-data";
        List<String> labels = new ArrayList<>(Terms.labels(object));
        labels.add("misp:name=\"" + name + "\"");
        MispJson.text(object, "meta-category").ifPresent(c -> labels.add("misp:meta-category=\"" + c + "\""));
        Draft main = main(stixType, path, object, labels)
                .set("description", MispJson.text(object, "comment").or(() -> MispJson.text(object, "description")));
        switch (stixType) {
            case "indicator" -> indicator(main.set("name", name), "stix", String.join(" OR ", patterns), object);
            case "observed-data" -> observedData(main, merged, object);
            default -> main.set("name", name).set("x_misp_meta_category", MispJson.text(object, "meta-category"));
        }
        main.set(Carrier.OBJECT, object.toString());
        return new Carrier(path, main, merged, strictest(object), flags);
    }

    /** An object stands for all its attributes, so it is marked as the strictest of them. */
    private List<String> strictest(JsonNode object) {
        Optional<Tlp> tlp = Terms.tlp(object);
        for (JsonNode attribute : object.path("Attribute")) {
            Optional<Tlp> inner = Terms.tlp(attribute);
            tlp = tlp.isPresent() && inner.isPresent()
                    ? Optional.of(tlp.get().mostRestrictive(inner.get()))
                    : tlp.or(() -> inner);
        }
        return tlp.map(t -> List.of(t.markingId())).orElse(terms.markings());
    }

    private Draft main(String type, String path, JsonNode element, List<String> labels) {
        String id = MispJson.uuid(element)
                .map(uuid -> type + "--" + uuid)
                .filter(taken::add)
                .orElseGet(() -> Draft.id(type, eventUuid, path));
        Instant at = MispJson.seconds(element, "timestamp").orElse(terms.at());
        Draft draft = Draft.bare(type, id)
                .set("created_by_ref", terms.author())
                .set("created", Draft.time(at))
                .set("modified", Draft.time(at));
        List<String> markings =
                element.has("Attribute") ? strictest(element) : Terms.markings(element, terms.markings());
        draft.markings(markings).set("labels", labels);
        return MispJson.flag(element, "deleted") ? draft.set("revoked", true) : draft;
    }

    private void indicator(Draft draft, String language, String pattern, JsonNode element) {
        draft.set("pattern", pattern).set("pattern_type", language);
        if (language.equals("stix")) {
            draft.set("pattern_version", "2.1");
        }
        draft.set("valid_from", Draft.time(first(element)));
    }

    private void observedData(Draft draft, List<Draft> observables, JsonNode element) {
        Instant first = first(element);
        Instant last = MispJson.time(element, "last_seen")
                .filter(at -> !at.isBefore(first))
                .orElse(first);
        draft.set("first_observed", Draft.time(first))
                .set("last_observed", Draft.time(last))
                .set("number_observed", 1)
                .set("object_refs", observables.stream().map(Draft::id).toList());
    }

    private Instant first(JsonNode element) {
        return MispJson.time(element, "first_seen")
                .or(() -> MispJson.seconds(element, "timestamp"))
                .orElse(terms.at());
    }

    private static List<Draft> distinct(List<Draft> drafts) {
        Set<String> seen = new HashSet<>();
        return drafts.stream().filter(draft -> seen.add(draft.id())).toList();
    }

    /** The digests and the name of a file object are one file's. Two digests by one algorithm are two files. */
    private static List<Draft> oneFile(List<Draft> observables) {
        ObjectNode hashes = JsonNodeFactory.instance.objectNode();
        List<String> names = new ArrayList<>();
        List<Draft> others = new ArrayList<>();
        for (Draft draft : observables) {
            JsonNode json = draft.json();
            boolean file = json.path("type").asText().equals("file");
            boolean clash = json.path("hashes").propertyStream().anyMatch(e -> hashes.has(e.getKey()));
            if (!file || clash || (json.has("name") && !names.isEmpty())) {
                others.add(draft);
                continue;
            }
            json.path("hashes").properties().forEach(e -> hashes.set(e.getKey(), e.getValue()));
            MispJson.text(json, "name").ifPresent(names::add);
        }
        List<Draft> files = new ArrayList<>();
        if (!hashes.isEmpty() || !names.isEmpty()) {
            files.add(Observables.file(hashes, names.stream().findFirst()));
        }
        files.addAll(others);
        return distinct(files);
    }

    /** A name fit for a list; rules and long texts are cut, the whole stays in the pattern or the MISP JSON. */
    private static String name(String value) {
        String line = value.lines().findFirst().orElse("");
        int end = Math.min(line.length(), 200);
        if (end < line.length() && Character.isHighSurrogate(line.charAt(end - 1))) {
            end--;
        }
        return line.substring(0, end);
    }
}
