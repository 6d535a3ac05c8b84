package org.commonwatch.telemetry;

/** What a parser's table says about a column or property: a field, or a part that needs more than storing. */
sealed interface Slot {
    record Into(Field field) implements Slot {}

    enum Part implements Slot {
        TIME,
        /** A path that makes a URL with the host, or a whole URL. */
        URI,
        /** {@code http} or {@code https}, for the URL. */
        SCHEME,
        /** {@code SHA1=…,MD5=…} as Sysmon writes them, or one digest, told by its length. */
        HASHES,
        /** {@code type: 5 name;::ffff:192.0.2.1;} as Sysmon writes answers of DNS. */
        RESULTS,
        /** What the format calls this kind of line; parsers ask for it. */
        KIND,
        /** A word or number that means allowed or blocked in this format alone. */
        OUTCOME,
        /** Not kept. */
        NONE
    }

    /** {@code src-ip} for a field, {@code TIME} for a part. */
    static Slot of(String word) {
        return Field.ofWord(word).<Slot>map(Into::new).orElseGet(() -> Part.valueOf(word));
    }
}
