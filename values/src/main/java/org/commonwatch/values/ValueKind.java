package org.commonwatch.values;

import java.util.Locale;
import java.util.Optional;

/** What a value is. The word is what people write in column maps and read in exports. */
public enum ValueKind {
    IPV4("ipv4"),
    IPV6("ipv6"),
    IPV4_RANGE("ipv4-range"),
    IPV6_RANGE("ipv6-range"),
    DOMAIN("domain"),
    URL("url"),
    EMAIL("email"),
    MD5("md5"),
    SHA1("sha1"),
    SHA256("sha256"),
    SHA512("sha512"),
    CVE("cve"),
    ATTACK_ID("attack-id"),
    FILE_NAME("file-name"),
    ASN("asn"),
    MAC("mac");

    private final String word;

    ValueKind(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    /** The kind behind the many names feeds use for it ({@code ip-dst}, {@code FileHash-SHA256}, {@code hostname} ...). */
    public static Optional<ValueKind> named(String name) {
        String plain = name.strip().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        return Optional.ofNullable(
                switch (plain) {
                    case "ipv4", "ipv4addr", "ip4" -> IPV4;
                    case "ipv6", "ipv6addr", "ip6" -> IPV6;
                    case "ipv4range", "ipv4cidr" -> IPV4_RANGE;
                    case "ipv6range", "ipv6cidr" -> IPV6_RANGE;
                    case "domain", "domainname", "hostname", "host", "fqdn" -> DOMAIN;
                    case "url", "uri", "link" -> URL;
                    case "email", "emailaddr", "emailaddress", "emailsrc", "emaildst", "mail" -> EMAIL;
                    case "md5", "filehashmd5", "hashmd5" -> MD5;
                    case "sha1", "filehashsha1", "hashsha1" -> SHA1;
                    case "sha256", "filehashsha256", "hashsha256" -> SHA256;
                    case "sha512", "filehashsha512", "hashsha512" -> SHA512;
                    case "cve", "vulnerability" -> CVE;
                    case "attackid", "attack", "technique", "mitreattack" -> ATTACK_ID;
                    case "filename", "file" -> FILE_NAME;
                    case "asn", "as", "autonomoussystem" -> ASN;
                    case "mac", "macaddr", "macaddress" -> MAC;
                    default -> null;
                });
    }
}
