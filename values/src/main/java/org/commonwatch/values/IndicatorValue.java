package org.commonwatch.values;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A value in its canonical form, see {@code docs/formats/values.md}. Equal when kind and text are: flags say how a value was
 * written, not what it is.
 *
 * @param text canonical: what people see and what is exported; look-ups and matching compare {@link #key}
 * @param flags what was changed on the way or looks doubtful
 */
public record IndicatorValue(ValueKind kind, String text, List<Flag> flags) {
    public IndicatorValue {
        flags = List.copyOf(flags);
    }

    /** @param text already canonical; {@link Values} and {@link Carried} read what is not */
    public static IndicatorValue of(ValueKind kind, String text, Flag... flags) {
        return new IndicatorValue(kind, text, List.of(flags));
    }

    /**
     * What two values of a kind have in common exactly when they mean the same to whoever looks for them: the text, but for
     * URLs ({@link UrlKey}) and for e-mail addresses, file names and registry keys, whose case says nothing.
     */
    public String key() {
        return switch (kind) {
            case URL -> UrlKey.of(text);
            case EMAIL, FILENAME, REGISTRY_KEY -> text.toLowerCase(Locale.ROOT);
            case IPV4,
                    IPV6,
                    CIDR,
                    DOMAIN,
                    MD5,
                    SHA1,
                    SHA256,
                    SHA512,
                    SSDEEP,
                    TLSH,
                    MAC,
                    ASN,
                    MUTEX,
                    USER_AGENT,
                    CVE,
                    ATTACK_ID -> text;
        };
    }

    /** The same value with one flag more. */
    public IndicatorValue with(Flag flag) {
        List<Flag> more = new ArrayList<>(flags);
        more.add(flag);
        return new IndicatorValue(kind, text, more);
    }

    public boolean isFlagged(String code) {
        return flags.stream().anyMatch(flag -> flag.code().equals(code));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IndicatorValue value && value.kind == kind && value.text.equals(text);
    }

    @Override
    public int hashCode() {
        return 31 * kind.word().hashCode() + text.hashCode();
    }

    @Override
    public String toString() {
        return kind.word() + ":" + text;
    }
}
