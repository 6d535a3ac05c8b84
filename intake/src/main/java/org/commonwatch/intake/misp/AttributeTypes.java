package org.commonwatch.intake.misp;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.commonwatch.intake.claims.Draft;
import org.commonwatch.intake.claims.Observables;
import org.commonwatch.intake.claims.Patterns;
import org.commonwatch.kernel.Refused;
import org.commonwatch.values.IndicatorValue;
import org.commonwatch.values.ValueKind;
import org.commonwatch.values.Values;

/**
 * The attribute types of the MISP core format and what they mean in STIX; the same table stands in {@code
 * docs/formats/conversions.md}. A value that is not what its type says yields {@link Observed#NOTHING} and survives as MISP
 * JSON only.
 */
final class AttributeTypes {
    /** Digest types by STIX's name for the algorithm (hash-algorithm-ov, STIX 2.1 section 10.7) or a name of our own in capitals. */
    static final Map<String, String> HASHES = Map.ofEntries(
            Map.entry("md5", "MD5"),
            Map.entry("sha1", "SHA-1"),
            Map.entry("sha224", "SHA-224"),
            Map.entry("sha256", "SHA-256"),
            Map.entry("sha384", "SHA-384"),
            Map.entry("sha512", "SHA-512"),
            Map.entry("sha512/224", "SHA-512-224"),
            Map.entry("sha512/256", "SHA-512-256"),
            Map.entry("sha3-224", "SHA3-224"),
            Map.entry("sha3-256", "SHA3-256"),
            Map.entry("sha3-384", "SHA3-384"),
            Map.entry("sha3-512", "SHA3-512"),
            Map.entry("ssdeep", "SSDEEP"),
            Map.entry("tlsh", "TLSH"),
            Map.entry("imphash", "IMPHASH"),
            Map.entry("authentihash", "AUTHENTIHASH"),
            Map.entry("vhash", "VHASH"),
            Map.entry("pehash", "PEHASH"),
            Map.entry("impfuzzy", "IMPFUZZY"),
            Map.entry("telfhash", "TELFHASH"),
            Map.entry("cdhash", "CDHASH"));

    /** Digests of similarity, which have other characters than hexadecimal ones. */
    private static final String DIGEST_CHARS = "0123456789abcdefABCDEFghijklmnopqrstuvwxyzGHIJKLMNOPQRSTUVWXYZ:/+=";

    private AttributeTypes() {}

    static Observed read(String type, String value) {
        String text = value.strip();
        int bar = type.indexOf('|');
        if (bar > 0) {
            int cut = type.equals("regkey|value") ? text.indexOf('|') : text.lastIndexOf('|');
            return cut < 0
                    ? Observed.NOTHING
                    : composite(
                            type,
                            text.substring(0, cut).strip(),
                            text.substring(cut + 1).strip());
        }
        if (HASHES.containsKey(type)) {
            return hash(type, text, Optional.empty());
        }
        return switch (type) {
            case "ip-src", "ip-dst", "ip" -> value(ValueKind.IPV4, text);
            case "domain", "hostname" -> value(ValueKind.DOMAIN, text);
            case "url", "uri" -> value(ValueKind.URL, text);
            case "email",
                    "email-src",
                    "email-dst",
                    "email-reply-to",
                    "target-email",
                    "whois-registrant-email",
                    "dns-soa-email",
                    "jabber-id",
                    "eppn" -> value(ValueKind.EMAIL, text);
            case "filename", "email-attachment" -> value(ValueKind.FILENAME, text);
            case "mac-address" -> value(ValueKind.MAC, text);
            case "AS" -> value(ValueKind.ASN, text);
            case "mutex" -> named("mutex", "name", text);
            case "regkey" -> registryKey(text, Optional.empty());
            case "email-subject" -> subject(text);
            case "github-username", "github-organisation", "twitter-id", "target-user", "telegram-id" ->
                named("user-account", "account_login", text);
            case "user-agent" ->
                Observed.patternOnly("[network-traffic:extensions.'http-request-ext'.request_header.'User-Agent' = "
                        + Patterns.quote(text) + "]");
            case "port" ->
                port(text)
                        .map(p -> Observed.patternOnly("[network-traffic:dst_port = " + p + "]"))
                        .orElse(Observed.NOTHING);
            case "x509-fingerprint-md5" -> certificate("MD5", ValueKind.MD5, text);
            case "x509-fingerprint-sha1" -> certificate("SHA-1", ValueKind.SHA1, text);
            case "x509-fingerprint-sha256" -> certificate("SHA-256", ValueKind.SHA256, text);
            case "vulnerability" -> Observed.domainObject("vulnerability", cve(text));
            case "threat-actor" -> Observed.domainObject("threat-actor", List.of());
            case "campaign-name" -> Observed.domainObject("campaign", List.of());
            case "yara", "sigma", "snort" -> Observed.pattern(type, value);
            case "stix2-pattern" -> Observed.pattern("stix", value);
            default -> Observed.NOTHING;
        };
    }

    private static Observed composite(String type, String first, String second) {
        if (type.startsWith("filename|")) {
            return hash(type.substring(9), second, Optional.of(first));
        }
        return switch (type) {
            case "domain|ip" -> pair(value(ValueKind.DOMAIN, first), value(ValueKind.IPV4, second));
            case "ip-src|port" -> withPort(value(ValueKind.IPV4, first), second, "src");
            case "ip-dst|port" -> withPort(value(ValueKind.IPV4, first), second, "dst");
            case "hostname|port" -> withPort(value(ValueKind.DOMAIN, first), second, "dst");
            case "regkey|value" -> registryKey(first, Optional.of(second));
            default -> Observed.NOTHING;
        };
    }

    private static Observed value(ValueKind kind, String text) {
        try {
            return of(Values.parse(kind, text));
        } catch (Refused e) {
            // Not what its type says. A host under "url" or an address under "domain" still says plainly what it is;
            // anything
            // else is kept as MISP JSON by the caller.
            return Values.classify(text)
                    .filter(value -> isNetwork(value.kind()) && value.flags().isEmpty())
                    .map(AttributeTypes::of)
                    .orElse(Observed.NOTHING);
        }
    }

    private static Observed of(IndicatorValue value) {
        Optional<Draft> observable = Observables.of(value);
        return Patterns.of(value)
                .map(pattern -> Observed.of(observable.stream().toList(), pattern, List.of(value)))
                .orElse(Observed.NOTHING);
    }

    private static boolean isNetwork(ValueKind kind) {
        return switch (kind) {
            case IPV4, IPV6, CIDR, DOMAIN, URL -> true;
            case EMAIL,
                    MD5,
                    SHA1,
                    SHA256,
                    SHA512,
                    SSDEEP,
                    TLSH,
                    FILENAME,
                    MAC,
                    ASN,
                    MUTEX,
                    REGISTRY_KEY,
                    USER_AGENT,
                    CVE,
                    ATTACK_ID -> false;
        };
    }

    private static List<IndicatorValue> cve(String text) {
        return Values.classify(text).filter(v -> v.kind() == ValueKind.CVE).stream()
                .toList();
    }

    private static Observed named(String type, String property, String text) {
        return text.isEmpty()
                ? Observed.NOTHING
                : Observed.of(
                        List.of(Observables.single(type, property, text)),
                        "[" + type + ":" + property + " = " + Patterns.quote(text) + "]",
                        List.of());
    }

    /** A digest, alone or with the file's name. */
    private static Observed hash(String type, String text, Optional<String> name) {
        String algorithm = HASHES.get(type);
        boolean plain = !text.isEmpty() && text.chars().allMatch(c -> DIGEST_CHARS.indexOf(c) >= 0);
        Optional<ValueKind> kind = ValueKind.named(type).filter(AttributeTypes::isDigest);
        Optional<IndicatorValue> value = Values.classify(text)
                .filter(v -> kind.filter(k -> k == v.kind()).isPresent());
        if (algorithm == null || !plain || (kind.isPresent() && value.isEmpty())) {
            return Observed.NOTHING;
        }
        String digest = value.map(IndicatorValue::text).orElse(isHex(text) ? text.toLowerCase(Locale.ROOT) : text);
        ObjectNode hashes = JsonNodeFactory.instance.objectNode().put(algorithm, digest);
        String path = algorithm.indexOf('-') < 0 ? algorithm : "'" + algorithm + "'";
        String match = "file:hashes." + path + " = " + Patterns.quote(digest);
        Optional<String> known = name.filter(n -> !n.isEmpty());
        String pattern = known.map(n -> "[" + match + " AND file:name = " + Patterns.quote(n) + "]")
                .orElse("[" + match + "]");
        return Observed.of(
                List.of(Observables.file(hashes, known)),
                pattern,
                value.stream().toList());
    }

    /** Of the digests with one way of being written; the fuzzy ones stay as they came. */
    private static boolean isDigest(ValueKind kind) {
        return kind == ValueKind.MD5 || kind == ValueKind.SHA1 || kind == ValueKind.SHA256 || kind == ValueKind.SHA512;
    }

    private static boolean isHex(String text) {
        return text.chars().allMatch(c -> c < 128 && Character.digit(c, 16) >= 0);
    }

    private static Observed certificate(String algorithm, ValueKind kind, String text) {
        return Values.classify(text.replace(":", ""))
                .filter(value -> value.kind() == kind)
                .map(value -> {
                    ObjectNode hashes = JsonNodeFactory.instance.objectNode();
                    hashes.putObject("hashes").put(algorithm, value.text());
                    String path = algorithm.indexOf('-') < 0 ? algorithm : "'" + algorithm + "'";
                    return Observed.of(
                            List.of(Draft.observable("x509-certificate", hashes)),
                            "[x509-certificate:hashes." + path + " = " + Patterns.quote(value.text()) + "]",
                            List.of());
                })
                .orElse(Observed.NOTHING);
    }

    private static Observed subject(String text) {
        ObjectNode message = JsonNodeFactory.instance.objectNode();
        message.put("is_multipart", false).put("subject", text);
        return text.isEmpty()
                ? Observed.NOTHING
                : Observed.of(
                        List.of(Draft.observable("email-message", message)),
                        "[email-message:subject = " + Patterns.quote(text) + "]",
                        List.of());
    }

    /** A key, with a value's data if there is one. Without its hive it can be matched but is no valid observable. */
    private static Observed registryKey(String written, Optional<String> data) {
        if (written.isEmpty()) {
            return Observed.NOTHING;
        }
        Optional<String> full = withHive(written);
        String key = full.orElse(written);
        ObjectNode properties = JsonNodeFactory.instance.objectNode().put("key", key);
        data.ifPresent(d -> properties.putArray("values").addObject().put("data", d));
        String pattern = "[windows-registry-key:key = " + Patterns.quote(key)
                + data.map(d -> " AND windows-registry-key:values[*].data = " + Patterns.quote(d))
                        .orElse("") + "]";
        List<Draft> observables =
                full.isEmpty() ? List.of() : List.of(Draft.observable("windows-registry-key", properties));
        return Observed.of(observables, pattern, List.of());
    }

    /** The key under the full name of its hive (STIX 2.1 section 6.17), if it names one. */
    private static Optional<String> withHive(String key) {
        int slash = key.indexOf('\\');
        String hive = (slash < 0 ? key : key.substring(0, slash)).toUpperCase(Locale.ROOT);
        String full = switch (hive) {
            case "HKLM", "HKEY_LOCAL_MACHINE" -> "HKEY_LOCAL_MACHINE";
            case "HKCU", "HKEY_CURRENT_USER" -> "HKEY_CURRENT_USER";
            case "HKCR", "HKEY_CLASSES_ROOT" -> "HKEY_CLASSES_ROOT";
            case "HKU", "HKEY_USERS" -> "HKEY_USERS";
            case "HKCC", "HKEY_CURRENT_CONFIG" -> "HKEY_CURRENT_CONFIG";
            default -> "";
        };
        return full.isEmpty() ? Optional.empty() : Optional.of(full + (slash < 0 ? "" : key.substring(slash)));
    }

    /** Both parts as observables; either finds it. */
    private static Observed pair(Observed one, Observed other) {
        if (one.pattern().isEmpty() || other.pattern().isEmpty()) {
            return Observed.NOTHING;
        }
        List<Draft> observables = new ArrayList<>(one.observables());
        observables.addAll(other.observables());
        List<IndicatorValue> values = new ArrayList<>(one.values());
        values.addAll(other.values());
        String pattern =
                one.pattern().get().text() + " OR " + other.pattern().get().text();
        return Observed.of(observables, pattern, values);
    }

    private static Observed withPort(Observed host, String port, String end) {
        Optional<Integer> number = port(port);
        if (host.pattern().isEmpty() || number.isEmpty()) {
            return Observed.NOTHING;
        }
        Draft address = host.observables().getFirst();
        ObjectNode traffic = JsonNodeFactory.instance.objectNode();
        traffic.put(end + "_ref", address.id()).put(end + "_port", number.get());
        traffic.putArray("protocols").add(address.id().startsWith("ipv6") ? "ipv6" : "ipv4");
        List<Draft> observables = List.of(address, Draft.observable("network-traffic", traffic));
        String pattern = "[network-traffic:" + end + "_ref.value = "
                + Patterns.quote(host.values().getFirst().text()) + " AND network-traffic:" + end + "_port = "
                + number.get() + "]";
        return Observed.of(observables, pattern, host.values());
    }

    private static Optional<Integer> port(String text) {
        return text.matches("[0-9]{1,5}") && Integer.parseInt(text) <= 65_535
                ? Optional.of(Integer.valueOf(text))
                : Optional.empty();
    }
}
