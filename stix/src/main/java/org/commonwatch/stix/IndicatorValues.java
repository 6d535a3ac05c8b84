package org.commonwatch.stix;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.commonwatch.values.Carried;
import org.commonwatch.values.IndicatorValue;
import org.commonwatch.values.ValueKind;

/**
 * The searchable values an object carries, in their canonical form: what observables observe, what a pattern compares for
 * equality, which CVE and ATT&CK ids its external references name.
 */
public final class IndicatorValues {
    private static final Map<String, ValueKind> HASHES = Map.of(
            "MD5", ValueKind.MD5,
            "SHA-1", ValueKind.SHA1,
            "SHA-256", ValueKind.SHA256,
            "SHA-512", ValueKind.SHA512,
            "SSDEEP", ValueKind.SSDEEP,
            "ssdeep", ValueKind.SSDEEP,
            "TLSH", ValueKind.TLSH);

    private final Set<IndicatorValue> found = new LinkedHashSet<>();

    private IndicatorValues() {}

    /** Without looking into patterns. */
    public static List<IndicatorValue> of(StixObject object) {
        return of(object, PatternEqualities.NONE);
    }

    /** In order of appearance, each once. */
    public static List<IndicatorValue> of(StixObject object, PatternEqualities patterns) {
        IndicatorValues values = new IndicatorValues();
        JsonNode json = object.json();
        if (object.type().equals("indicator")) {
            boolean stix = object.text("pattern_type").orElse("stix").equals("stix");
            Optional<String> pattern = object.text("pattern").filter(_ -> stix);
            pattern.ifPresent(text -> patterns.forEach(text, values::compared));
        } else {
            values.observed(object.type(), json);
        }
        for (JsonNode reference : json.path("external_references")) {
            values.referenced(reference);
        }
        return List.copyOf(values.found);
    }

    private void observed(String type, JsonNode json) {
        switch (type) {
            case "ipv4-addr" -> add(ValueKind.IPV4, json.path("value"));
            case "ipv6-addr" -> add(ValueKind.IPV6, json.path("value"));
            case "domain-name" -> add(ValueKind.DOMAIN, json.path("value"));
            case "url" -> add(ValueKind.URL, json.path("value"));
            case "email-addr" -> add(ValueKind.EMAIL, json.path("value"));
            case "mac-addr" -> add(ValueKind.MAC, json.path("value"));
            case "mutex" -> add(ValueKind.MUTEX, json.path("name"));
            case "windows-registry-key" -> add(ValueKind.REGISTRY_KEY, json.path("key"));
            case "autonomous-system" -> add(ValueKind.ASN, json.path("number").asText());
            case "vulnerability" -> add(ValueKind.CVE, json.path("name"));
            case "file" -> {
                hashes(json.path("hashes"));
                add(ValueKind.FILENAME, json.path("name"));
                for (JsonNode stream : json.path("extensions").path("ntfs-ext").path("alternate_data_streams")) {
                    hashes(stream.path("hashes"));
                }
            }
            case "artifact", "x509-certificate" -> {
                hashes(json.path("hashes"));
                add(ValueKind.URL, json.path("url"));
            }
            case "network-traffic" -> userAgents(json.path("extensions").path("http-request-ext"));
            default -> {}
        }
    }

    private void userAgents(JsonNode request) {
        for (Map.Entry<String, JsonNode> header : request.path("request_header").properties()) {
            if (header.getKey().equalsIgnoreCase("User-Agent")) {
                add(ValueKind.USER_AGENT, header.getValue());
                header.getValue().forEach(value -> add(ValueKind.USER_AGENT, value));
            }
        }
    }

    private void hashes(JsonNode hashes) {
        for (Map.Entry<String, JsonNode> hash : hashes.properties()) {
            ValueKind kind = HASHES.get(hash.getKey());
            if (kind != null) {
                add(kind, hash.getValue());
            }
        }
    }

    private void referenced(JsonNode reference) {
        String source = reference.path("source_name").asText();
        if (source.equals("cve")) {
            add(ValueKind.CVE, reference.path("external_id"));
        } else if (source.startsWith("mitre-") && source.endsWith("attack")) {
            add(ValueKind.ATTACK_ID, reference.path("external_id"));
        }
    }

    /** One comparison of a pattern: the object path says what kind of value it is. */
    private void compared(String objectPath, String value) {
        String path = objectPath.replace("'", "");
        int colon = path.indexOf(':');
        if (colon < 0) {
            return;
        }
        String property = path.substring(colon + 1);
        int hashes = property.indexOf("hashes.");
        if (hashes >= 0) {
            Optional.ofNullable(HASHES.get(property.substring(hashes + 7))).ifPresent(kind -> add(kind, value));
            return;
        }
        switch (path) {
            case "domain-name:value" -> add(ValueKind.DOMAIN, value);
            case "url:value", "artifact:url" -> add(ValueKind.URL, value);
            case "email-addr:value", "email-message:from_ref.value", "email-message:sender_ref.value" ->
                add(ValueKind.EMAIL, value);
            case "mac-addr:value" -> add(ValueKind.MAC, value);
            case "mutex:name" -> add(ValueKind.MUTEX, value);
            case "windows-registry-key:key" -> add(ValueKind.REGISTRY_KEY, value);
            case "autonomous-system:number" -> add(ValueKind.ASN, value);
            case "file:name" -> add(ValueKind.FILENAME, value);
            default -> {
                if (path.startsWith("ipv4-addr:value")
                        || path.startsWith("ipv6-addr:value")
                        || property.endsWith("_ref.value")
                        || property.endsWith("_refs[*].value")) {
                    Carried.host(value).ifPresent(found::add);
                } else if (property.endsWith("request_header.User-Agent")) {
                    add(ValueKind.USER_AGENT, value);
                }
            }
        }
    }

    private void add(ValueKind kind, JsonNode value) {
        String text = value.textValue();
        if (text != null) {
            add(kind, text);
        }
    }

    private void add(ValueKind kind, String text) {
        Carried.value(kind, text).ifPresent(found::add);
    }
}
