package org.commonwatch.intake.misp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.commonwatch.intake.Source;
import org.commonwatch.intake.claims.Draft;

/**
 * Galaxy clusters as the domain objects they describe.
 *
 * <p>A cluster's UUID is often that of an object which its own authors publish (MITRE's ATT&CK). So that an event's copy never
 * passes for a newer version of theirs, clusters are dated 1970 plus as many seconds as the cluster's version: among copies
 * the newer wins, and any original wins over them. For the same reason they carry no marking of the event's; that the event
 * names them is said by the report and by relations, which do.
 */
final class Clusters {
    private static final int VERSION_MAX = 100_000_000;

    private final Source source;

    Clusters(Source source) {
        this.source = source;
    }

    Draft draft(JsonNode cluster, JsonNode galaxy) {
        String kind = MispJson.text(cluster, "type")
                .or(() -> MispJson.text(galaxy, "type"))
                .orElse("");
        JsonNode meta = cluster.path("meta");
        String name = MispJson.text(cluster, "value").orElse(kind);
        String type = type(kind.toLowerCase(Locale.ROOT), meta);
        Draft draft = Draft.bare(type, id(type, kind, name, cluster))
                .set("created", Draft.time(Instant.EPOCH))
                .set("modified", Draft.time(Instant.EPOCH.plusSeconds(version(cluster))))
                .markings(source.marking().stream().toList())
                .set("name", name)
                .set("description", MispJson.text(cluster, "description"));
        details(draft, type, meta);
        List<String> labels = new ArrayList<>();
        labels.add("misp:galaxy-type=\"" + kind + "\"");
        draft.set("labels", labels);
        ArrayNode references = references(meta);
        return references.isEmpty() ? draft : draft.set("external_references", references);
    }

    private static void details(Draft draft, String type, JsonNode meta) {
        List<String> synonyms = MispJson.texts(meta.path("synonyms"));
        switch (type) {
            case "threat-actor", "intrusion-set", "tool", "attack-pattern", "campaign" ->
                draft.set("aliases", synonyms);
            case "malware" -> draft.set("is_family", true).set("aliases", synonyms);
            case "identity" -> draft.set("identity_class", "class");
            case "location" -> draft.set("country", country(meta));
            case "x-misp-galaxy-cluster" -> draft.set("x_misp_aliases", synonyms);
            default -> {}
        }
        ArrayNode phases = JsonNodeFactory.instance.arrayNode();
        for (String phase : MispJson.texts(meta.path("kill_chain"))) {
            int colon = phase.lastIndexOf(':');
            if (colon > 0 && colon < phase.length() - 1) {
                phases.addObject()
                        .put("kill_chain_name", phase.substring(0, phase.indexOf(':')))
                        .put("phase_name", phase.substring(colon + 1));
            }
        }
        boolean phased = type.equals("attack-pattern") || type.equals("malware") || type.equals("tool");
        if (!phases.isEmpty() && phased) {
            draft.set("kill_chain_phases", phases);
        }
    }

    private static ArrayNode references(JsonNode meta) {
        ArrayNode references = JsonNodeFactory.instance.arrayNode();
        for (String id : MispJson.texts(meta.path("external_id"))) {
            references.addObject().put("source_name", "mitre-attack").put("external_id", id);
        }
        for (String url : MispJson.texts(meta.path("refs"))) {
            references.addObject().put("source_name", "url").put("url", url);
        }
        return references;
    }

    private static int version(JsonNode cluster) {
        return MispJson.text(cluster, "version")
                .filter(text -> text.matches("[0-9]{1,9}"))
                .map(text -> Math.min(Integer.parseInt(text), VERSION_MAX))
                .orElse(0);
    }

    /**
     * Old exports put the collection's UUID where newer ones have the cluster's; those also name the collection. What has
     * neither a UUID of its own nor one in its meta gets an id from its type and name.
     */
    private static String id(String type, String kind, String name, JsonNode cluster) {
        Optional<String> inMeta = MispJson.texts(cluster.path("meta").path("uuid")).stream()
                .flatMap(text -> MispJson.uuid(text).stream())
                .findFirst();
        Optional<String> own = MispJson.uuid(cluster).filter(uuid -> cluster.has("collection_uuid"));
        return inMeta.or(() -> own)
                .map(uuid -> type + "--" + uuid)
                .orElseGet(() -> Draft.id(type, "galaxy", kind, name));
    }

    private static String type(String kind, JsonNode meta) {
        if (kind.endsWith("attack-pattern") || kind.equals("technique") || kind.equals("disarm-techniques")) {
            return "attack-pattern";
        }
        if (kind.endsWith("intrusion-set")) {
            return "intrusion-set";
        }
        if (kind.endsWith("course-of-action")) {
            return "course-of-action";
        }
        if (kind.endsWith("campaign") || kind.equals("campaigns")) {
            return "campaign";
        }
        return switch (kind) {
            case "threat-actor", "microsoft-activity-group", "360net-threat-actor" -> "threat-actor";
            case "mitre-malware",
                    "mitre-enterprise-attack-malware",
                    "mitre-mobile-attack-malware",
                    "malpedia",
                    "ransomware",
                    "rat",
                    "banker",
                    "botnet",
                    "stealer",
                    "backdoor",
                    "android",
                    "cryptominers",
                    "wiper" -> "malware";
            case "mitre-tool",
                    "mitre-enterprise-attack-tool",
                    "mitre-mobile-attack-tool",
                    "tool",
                    "exploit-kit",
                    "tds" -> "tool";
            case "branded-vulnerability", "branded_vulnerability" -> "vulnerability";
            case "sector" -> "identity";
            case "country" -> country(meta).isPresent() ? "location" : "x-misp-galaxy-cluster";
            default -> "x-misp-galaxy-cluster";
        };
    }

    private static Optional<String> country(JsonNode meta) {
        return MispJson.texts(meta.path("ISO")).stream()
                .filter(iso -> iso.matches("[A-Za-z]{2}"))
                .map(iso -> iso.toUpperCase(Locale.ROOT))
                .findFirst()
                .or(() -> MispJson.text(meta, "ISO").filter(iso -> iso.matches("[A-Za-z]{2}")));
    }
}
