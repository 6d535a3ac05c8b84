package org.commonwatch.intake.claims;

import java.util.Optional;
import org.commonwatch.values.IndicatorValue;

/** STIX patterns for single values. STIX 2.1 section 9. */
public final class Patterns {
    private Patterns() {}

    /** One comparison in brackets, or nothing for kinds that are not observable (CVE, ATT&CK). */
    public static Optional<String> of(IndicatorValue value) {
        String text = quote(value.text());
        return Optional.ofNullable(
                switch (value.kind()) {
                    case IPV4 -> "[ipv4-addr:value = " + text + "]";
                    case IPV6 -> "[ipv6-addr:value = " + text + "]";
                    case CIDR -> "[" + (text.indexOf(':') < 0 ? "ipv4" : "ipv6") + "-addr:value ISSUBSET " + text + "]";
                    case DOMAIN -> "[domain-name:value = " + text + "]";
                    case URL -> "[url:value = " + text + "]";
                    case EMAIL -> "[email-addr:value = " + text + "]";
                    case MD5 -> "[file:hashes.MD5 = " + text + "]";
                    case SHA1 -> "[file:hashes.'SHA-1' = " + text + "]";
                    case SHA256 -> "[file:hashes.'SHA-256' = " + text + "]";
                    case SHA512 -> "[file:hashes.'SHA-512' = " + text + "]";
                    case FILENAME -> "[file:name = " + text + "]";
                    case ASN -> "[autonomous-system:number = " + value.text().substring(2) + "]";
                    case SSDEEP -> "[file:hashes.SSDEEP = " + text + "]";
                    case TLSH -> "[file:hashes.TLSH = " + text + "]";
                    case MUTEX -> "[mutex:name = " + text + "]";
                    case REGISTRY_KEY -> "[windows-registry-key:key = " + text + "]";
                    case USER_AGENT ->
                        "[network-traffic:extensions.'http-request-ext'.request_header.'User-Agent' = " + text + "]";
                    case MAC -> "[mac-addr:value = " + text + "]";
                    case CVE, ATTACK_ID -> null;
                });
    }

    /** A string literal of the pattern language: backslash and quote escaped. */
    public static String quote(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
