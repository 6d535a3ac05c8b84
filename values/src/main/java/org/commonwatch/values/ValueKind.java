package org.commonwatch.values;

import java.util.Locale;
import java.util.Optional;

/** What a value is. The word is stable: people write it in column maps and read it in exports, and indexes store it. */
public enum ValueKind {
    IPV4("ipv4"),
    IPV6("ipv6"),
    CIDR("cidr"),
    DOMAIN("domain"),
    URL("url"),
    EMAIL("email"),
    MD5("md5"),
    SHA1("sha1"),
    SHA256("sha256"),
    SHA512("sha512"),
    SSDEEP("ssdeep"),
    TLSH("tlsh"),
    FILENAME("filename"),
    MAC("mac"),
    ASN("asn"),
    MUTEX("mutex"),
    REGISTRY_KEY("registry-key"),
    USER_AGENT("user-agent"),
    CVE("cve"),
    ATTACK_ID("attack-id");

    private final String word;

    ValueKind(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    /** The kind with exactly this {@link #word}. */
    public static Optional<ValueKind> ofWord(String word) {
        for (ValueKind kind : values()) {
            if (kind.word.equals(word)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    /** The kind behind the many names feeds use for it ({@code ip-dst}, {@code FileHash-SHA256}, {@code hostname} ...). */
    public static Optional<ValueKind> named(String name) {
        String plain = name.strip().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        return Optional.ofNullable(
                switch (plain) {
                    case "ipv4", "ipv4addr", "ip4" -> IPV4;
                    case "ipv6", "ipv6addr", "ip6" -> IPV6;
                    case "cidr", "ipv4range", "ipv4cidr", "ipv6range", "ipv6cidr" -> CIDR;
                    case "domain", "domainname", "hostname", "host", "fqdn" -> DOMAIN;
                    case "url", "uri", "link" -> URL;
                    case "email", "emailaddr", "emailaddress", "emailsrc", "emaildst", "mail" -> EMAIL;
                    case "md5", "filehashmd5", "hashmd5" -> MD5;
                    case "sha1", "filehashsha1", "hashsha1" -> SHA1;
                    case "sha256", "filehashsha256", "hashsha256" -> SHA256;
                    case "sha512", "filehashsha512", "hashsha512" -> SHA512;
                    case "ssdeep", "filehashssdeep", "hashssdeep" -> SSDEEP;
                    case "tlsh", "filehashtlsh", "hashtlsh" -> TLSH;
                    case "filename", "file" -> FILENAME;
                    case "mac", "macaddr", "macaddress" -> MAC;
                    case "asn", "as", "autonomoussystem" -> ASN;
                    case "mutex" -> MUTEX;
                    case "registrykey", "regkey", "windowsregistrykey" -> REGISTRY_KEY;
                    case "useragent", "httpuseragent" -> USER_AGENT;
                    case "cve", "vulnerability" -> CVE;
                    case "attackid", "attack", "technique", "mitreattack" -> ATTACK_ID;
                    default -> null;
                });
    }
}
