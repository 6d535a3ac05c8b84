package org.commonwatch.intake.claims;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.commonwatch.values.IndicatorValue;

/** Values as STIX cyber-observable objects with their specified deterministic ids. STIX 2.1 section 6. */
public final class Observables {
    private Observables() {}

    /** Nothing for kinds that are no object of their own: CVE, ATT&CK and user agents, which are part of some traffic. */
    public static Optional<Draft> of(IndicatorValue value) {
        return Optional.ofNullable(
                switch (value.kind()) {
                    case IPV4 -> valued("ipv4-addr", value.text());
                    case IPV6 -> valued("ipv6-addr", value.text());
                    case CIDR -> valued(value.text().indexOf(':') < 0 ? "ipv4-addr" : "ipv6-addr", value.text());
                    case DOMAIN -> valued("domain-name", value.text());
                    case URL -> valued("url", value.text());
                    case EMAIL -> valued("email-addr", value.text());
                    case MD5 -> hashed("MD5", value.text());
                    case SHA1 -> hashed("SHA-1", value.text());
                    case SHA256 -> hashed("SHA-256", value.text());
                    case SHA512 -> hashed("SHA-512", value.text());
                    case FILENAME -> single("file", "name", value.text());
                    case ASN -> {
                        ObjectNode number = object();
                        number.put("number", Long.parseLong(value.text().substring(2)));
                        yield Draft.observable("autonomous-system", number);
                    }
                    case SSDEEP -> hashed("SSDEEP", value.text());
                    case TLSH -> hashed("TLSH", value.text());
                    case MUTEX -> single("mutex", "name", value.text());
                    case REGISTRY_KEY -> single("windows-registry-key", "key", value.text());
                    case MAC -> valued("mac-addr", value.text());
                    case USER_AGENT, CVE, ATTACK_ID -> null;
                });
    }

    /** An observable whose only property is {@code value}. */
    public static Draft valued(String type, String value) {
        return single(type, "value", value);
    }

    public static Draft single(String type, String property, String value) {
        ObjectNode properties = object();
        properties.put(property, value);
        return Draft.observable(type, properties);
    }

    private static Draft hashed(String algorithm, String value) {
        ObjectNode hashes = object();
        hashes.put(algorithm, value);
        return file(hashes, Optional.empty());
    }

    /** A file by its digests, its name or both; not neither. */
    public static Draft file(ObjectNode hashes, Optional<String> name) {
        ObjectNode properties = object();
        if (!hashes.isEmpty()) {
            properties.set("hashes", hashes);
        }
        name.ifPresent(text -> properties.put("name", text));
        return Draft.observable("file", properties);
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
