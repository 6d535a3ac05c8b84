package org.commonwatch.matching;

import java.util.Optional;

/** What an index can hold. The code stands in index files and never changes meaning; the word is what people write. */
public enum MatchKind {
    IPV4(1, "ipv4"),
    IPV6(2, "ipv6"),
    CIDR(3, "cidr"),
    DOMAIN(4, "domain"),
    URL(5, "url"),
    EMAIL(6, "email"),
    MD5(7, "md5"),
    SHA1(8, "sha1"),
    SHA256(9, "sha256"),
    SHA512(10, "sha512"),
    FILENAME(11, "filename"),
    LITERAL(12, "literal");

    private final int code;
    private final String word;

    MatchKind(int code, String word) {
        this.code = code;
        this.word = word;
    }

    /** 1 to 255, as stored in index files. */
    public int code() {
        return code;
    }

    public String word() {
        return word;
    }

    public static Optional<MatchKind> ofWord(String word) {
        for (MatchKind kind : values()) {
            if (kind.word.equals(word)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }
}
