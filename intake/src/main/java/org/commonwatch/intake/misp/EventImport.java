package org.commonwatch.intake.misp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.commonwatch.intake.IntakeTally;
import org.commonwatch.intake.Source;
import org.commonwatch.intake.claims.Draft;
import org.commonwatch.intake.warninglist.WarningLists;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.values.Flag;

/**
 * One event: its attributes and objects as carriers, its clusters as domain objects, references, sightings and reports as
 * relations, and last a {@code report} that names them all and holds what is left of the event's JSON. Every element is
 * either handed on or stays whole in that rest, so that {@link MispExport} gives back the same event.
 */
final class EventImport {
    /** Members of an event that are read here or say something every event says. The rest is counted as kept. */
    private static final Set<String> KNOWN = Set.of(
            "id",
            "uuid",
            "info",
            "date",
            "timestamp",
            "publish_timestamp",
            "published",
            "analysis",
            "threat_level_id",
            "distribution",
            "sharing_group_id",
            "org_id",
            "orgc_id",
            "Org",
            "Orgc",
            "Tag",
            "Galaxy",
            "Attribute",
            "Object",
            "EventReport",
            "attribute_count",
            "locked",
            "disable_correlation",
            "proposal_email_lock",
            "event_creator_email",
            "extends_uuid",
            "protected");

    private final Source source;
    private final JsonNode event;
    private final String path;
    private final String uuid;
    private final IntakeTally tally;
    private final Terms terms;
    private final Carriers carriers;
    private final Set<String> members = new LinkedHashSet<>();
    private final Set<String> emitted = new HashSet<>();
    private final Map<String, String> byUuid = new HashMap<>();
    private final ArrayNode links = JsonNodeFactory.instance.arrayNode();

    private EventImport(
            JsonNode event, String path, String uuid, Source source, WarningLists lists, IntakeTally tally) {
        this.event = event;
        this.path = path;
        this.uuid = uuid;
        this.source = source;
        this.tally = tally;
        Optional<String> author = MispJson.uuid(event.path("Orgc")).map(org -> "identity--" + org);
        this.terms = Terms.of(event, source, author);
        this.carriers = new Carriers(terms, uuid, lists, tally);
    }

    /** @param path the event's JSON Pointer in the input */
    static void read(JsonNode event, String path, Source source, WarningLists lists, IntakeTally tally) {
        Optional<String> uuid = MispJson.uuid(event);
        if (uuid.isEmpty()) {
            tally.rejected(
                    path,
                    Refusal.of(
                            "misp-event-uuid",
                            path + "/uuid",
                            "An event has a UUID.",
                            event.path("uuid").asText()));
            return;
        }
        new EventImport(event, path, uuid.get(), source, lists, tally).run();
    }

    private void run() {
        organisation(event.path("Orgc"), path + "/Orgc");
        ObjectNode rest = event.deepCopy();
        List<Carrier> all = new ArrayList<>();
        replace(rest, "Attribute", all);
        replace(rest, "Object", all);
        for (Carrier carrier : all) {
            emit(carrier);
        }
        relations(all);
        galaxies(event, path, Optional.empty());
        report(rest);
        eventReports();
        event.properties().forEach(entry -> {
            if (!KNOWN.contains(entry.getKey()) && !entry.getValue().isEmpty()) {
                tally.kept("event/" + entry.getKey());
            }
        });
    }

    /** Puts carriers' ids in the place of the elements of one list; what cannot be carried stays there as it is. */
    private void replace(ObjectNode rest, String list, List<Carrier> all) {
        if (!rest.path(list).isArray()) {
            return;
        }
        ArrayNode places = JsonNodeFactory.instance.arrayNode();
        int index = 0;
        for (JsonNode element : event.path(list)) {
            String at = path + "/" + list + "/" + index++;
            if (!element.isObject()) {
                tally.rejected(at, Refusal.of("misp-element", at, "This is no JSON object.", element.toString()));
                places.add(element);
                continue;
            }
            Carrier carrier = list.equals("Attribute") ? carriers.attribute(at, element) : carriers.object(at, element);
            all.add(carrier);
            places.add(carrier.main().id());
            MispJson.uuid(element)
                    .ifPresent(u -> byUuid.putIfAbsent(u, carrier.main().id()));
            for (JsonNode inner : element.path("Attribute")) {
                MispJson.uuid(inner)
                        .ifPresent(u -> byUuid.putIfAbsent(u, carrier.main().id()));
            }
            link(element);
        }
        rest.set(list, places);
    }

    /** A link attribute is where to read more, not something seen. */
    private void link(JsonNode attribute) {
        if (MispJson.text(attribute, "type").filter("link"::equals).isPresent()) {
            MispJson.text(attribute, "value")
                    .ifPresent(
                            url -> links.addObject().put("source_name", "url").put("url", url));
        }
    }

    private void emit(Carrier carrier) {
        for (Draft observable : carrier.observables()) {
            members.add(observable.id());
            if (emitted.add(observable.id() + carrier.markings())) {
                // The same observable may stand elsewhere under another marking, so each gets a tree of its own.
                Draft copy = Draft.copy(observable).markings(carrier.markings());
                tally.made(carrier.path(), copy.json(), Optional.empty(), carrier.flags());
            }
        }
        add(carrier.path(), carrier.main(), carrier.flags());
    }

    private void add(String at, Draft draft, List<Flag> flags) {
        members.add(draft.id());
        tally.made(at, draft.json(), Optional.empty(), flags);
    }

    private void relations(List<Carrier> all) {
        for (Carrier carrier : all) {
            JsonNode element = event.at(carrier.path().substring(path.length()));
            galaxies(element, carrier.path(), Optional.of(carrier));
            sightings(element, carrier);
            int index = 0;
            for (JsonNode attribute : element.path("Attribute")) {
                galaxies(attribute, carrier.path() + "/Attribute/" + index++, Optional.of(carrier));
                sightings(attribute, carrier);
            }
            int reference = 0;
            for (JsonNode found : element.path("ObjectReference")) {
                reference(found, carrier, carrier.path() + "/ObjectReference/" + reference++);
            }
        }
    }

    private void reference(JsonNode reference, Carrier carrier, String at) {
        Optional<String> target = MispJson.text(reference, "referenced_uuid")
                .flatMap(MispJson::uuid)
                .or(() -> MispJson.uuid(reference.path("Object")))
                .map(byUuid::get);
        if (target.isEmpty()) {
            tally.kept("object-reference/outside");
            return;
        }
        String id = MispJson.uuid(reference)
                .map(u -> "relationship--" + u)
                .orElseGet(() -> Draft.id("relationship", uuid, at));
        String type = MispJson.text(reference, "relationship_type").orElse("related-to");
        Draft draft = stamped("relationship", id, reference, carrier.markings())
                .set("relationship_type", relationshipType(type))
                .set("description", MispJson.text(reference, "comment"))
                .set("source_ref", carrier.main().id())
                .set("target_ref", target.get());
        add(at, MispJson.flag(reference, "deleted") ? draft.set("revoked", true) : draft, List.of());
    }

    /** Relationship types are lower-case letters, digits and hyphens (STIX 2.1 section 5.1). */
    private static String relationshipType(String type) {
        String plain = type.strip().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        return plain.replace("-", "").isEmpty() ? "related-to" : plain;
    }

    private Draft stamped(String type, String id, JsonNode element, List<String> markings) {
        String at = Draft.time(MispJson.seconds(element, "timestamp").orElse(terms.at()));
        return Draft.bare(type, id)
                .set("created_by_ref", terms.author())
                .set("created", at)
                .set("modified", at)
                .markings(markings);
    }

    private void galaxies(JsonNode element, String at, Optional<Carrier> carrier) {
        Clusters clusters = new Clusters(source);
        for (JsonNode galaxy : element.path("Galaxy")) {
            for (JsonNode cluster : galaxy.path("GalaxyCluster")) {
                Draft draft = clusters.draft(cluster, galaxy);
                members.add(draft.id());
                if (emitted.add(draft.id())) {
                    tally.made(at + "/Galaxy", draft.json(), Optional.empty(), List.of());
                }
                carrier.ifPresent(c -> relate(c, draft, at));
            }
        }
    }

    private void relate(Carrier carrier, Draft cluster, String at) {
        String id = Draft.id("relationship", uuid, carrier.main().id(), cluster.id());
        if (emitted.add(id)) {
            boolean indicates = carrier.main().id().startsWith("indicator--") && isIndicated(cluster.id());
            add(
                    at + "/Galaxy",
                    stamped("relationship", id, event, carrier.markings())
                            .set("relationship_type", indicates ? "indicates" : "related-to")
                            .set("source_ref", carrier.main().id())
                            .set("target_ref", cluster.id()),
                    List.of());
        }
    }

    /** What an indicator may indicate (STIX 2.1 section 4.7). */
    private static boolean isIndicated(String id) {
        String type = id.substring(0, id.indexOf("--"));
        return Set.of(
                        "attack-pattern",
                        "campaign",
                        "infrastructure",
                        "intrusion-set",
                        "malware",
                        "threat-actor",
                        "tool")
                .contains(type);
    }

    /** Sightings are sightings; a false positive is the strongest disagreement; an expiry has no counterpart. */
    private void sightings(JsonNode element, Carrier carrier) {
        int index = 0;
        for (JsonNode sighting : element.path("Sighting")) {
            String at = carrier.path() + "/Sighting/" + index++;
            Optional<String> who = organisation(sighting.path("Organisation"), at);
            String key = MispJson.uuid(sighting).orElse(at);
            String seen = Draft.time(MispJson.seconds(sighting, "date_sighting").orElse(terms.at()));
            switch (sighting.path("type").asText("0")) {
                case "0" ->
                    add(
                            at,
                            sightingDraft("sighting", key, who, seen, carrier)
                                    .set("first_seen", seen)
                                    .set("last_seen", seen)
                                    .set("count", 1)
                                    .set("sighting_of_ref", carrier.main().id())
                                    .set("where_sighted_refs", who.stream().toList()),
                            List.of());
                case "1" ->
                    add(
                            at,
                            sightingDraft("opinion", key, who, seen, carrier)
                                    .set("opinion", "strongly-disagree")
                                    .set("explanation", "Sighted as a false positive.")
                                    .set("object_refs", List.of(carrier.main().id())),
                            List.of());
                default -> tally.kept("sighting/" + sighting.path("type").asText());
            }
        }
    }

    private Draft sightingDraft(String type, String key, Optional<String> who, String seen, Carrier carrier) {
        String id = MispJson.isUuid(key) ? type + "--" + key : Draft.id(type, uuid, key);
        return Draft.bare(type, id)
                .set("created_by_ref", who.or(terms::author))
                .set("created", seen)
                .set("modified", seen)
                .markings(carrier.markings());
    }

    /** An organisation as an identity, dated 1970 like clusters so that its own description wins; its id. */
    private Optional<String> organisation(JsonNode organisation, String at) {
        Optional<String> name = MispJson.text(organisation, "name");
        Optional<String> id = MispJson.uuid(organisation).map(org -> "identity--" + org);
        if (name.isPresent() && id.isPresent() && emitted.add(id.get())) {
            String then = Draft.time(Instant.EPOCH);
            add(
                    at,
                    Draft.bare("identity", id.get())
                            .set("created", then)
                            .set("modified", then)
                            .set("name", name.get())
                            .set("identity_class", "organization"),
                    List.of());
        }
        return id.filter(emitted::contains);
    }

    private void report(ObjectNode rest) {
        Draft report = stamped("report", "report--" + uuid, event, terms.markings());
        List<String> labels = new ArrayList<>(Terms.labels(event));
        MispJson.text(event, "threat_level_id").ifPresent(level -> labels.add("misp:threat-level=\"" + level + "\""));
        MispJson.text(event, "analysis").ifPresent(state -> labels.add("misp:analysis=\"" + state + "\""));
        report.set("name", MispJson.text(event, "info").orElse("MISP event " + uuid))
                .set(
                        "published",
                        Draft.time(MispJson.seconds(event, "publish_timestamp").orElse(terms.at())))
                .set("labels", labels);
        if (!links.isEmpty()) {
            report.set("external_references", links);
        }
        if (members.isEmpty()) {
            members.add(source.createdBy().orElse("identity--" + uuid));
        }
        report.set("object_refs", members).set(Carrier.EVENT, rest.toString());
        tally.made(path, report.json(), Optional.empty(), Terms.flags(event));
    }

    private void eventReports() {
        int index = 0;
        for (JsonNode written : event.path("EventReport")) {
            String at = path + "/EventReport/" + index++;
            Optional<String> content = MispJson.text(written, "content");
            if (content.isEmpty()) {
                tally.kept("event-report/without-content");
                continue;
            }
            String id = MispJson.uuid(written).map(u -> "note--" + u).orElseGet(() -> Draft.id("note", uuid, at));
            Draft note = stamped("note", id, written, terms.markings())
                    .set("abstract", MispJson.text(written, "name"))
                    .set("content", content)
                    .set("object_refs", List.of("report--" + uuid));
            if (MispJson.flag(written, "deleted")) {
                note.set("revoked", true);
            }
            tally.made(at, note.json(), Optional.empty(), List.of());
        }
    }
}
