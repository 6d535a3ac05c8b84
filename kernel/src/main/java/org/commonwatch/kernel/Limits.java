package org.commonwatch.kernel;

/**
 * The one documented place for every bound on foreign input; {@code docs/limits.md} is generated from the same list by a
 * test. Unit and bound stand last in each name. Bounds of one algorithm's own working state stand with that algorithm.
 */
public final class Limits {
    private Limits() {}

    /** A refusal shows at most this much of a bad value: enough to find it, too little to flood a log. */
    public static final int REFUSAL_VALUE_CHARS_MAX = 120;

    /** Nesting of arrays and objects in foreign JSON. Real STIX stays below 12. */
    public static final int JSON_DEPTH_MAX = 64;

    /** One JSON string, in UTF-16 units: room for a base64 artifact of 3 MiB. */
    public static final int JSON_STRING_CHARS_MAX = 4 * 1024 * 1024;

    /** One property name. STIX allows 250. */
    public static final int JSON_NAME_CHARS_MAX = 1024;

    /** Digits of one number; more is an attack on decimal arithmetic. */
    public static final int JSON_NUMBER_CHARS_MAX = 128;

    /** Values (scalars, arrays, objects) in one JSON document tree. */
    public static final int JSON_VALUES_MAX = 1_000_000;

    /** One STIX object, as it came, in bytes. */
    public static final int OBJECT_BYTES_MAX = 8 * 1024 * 1024;

    /** Values (scalars, arrays, objects) in one STIX object: a matrix of all ATT&CK ids has some 75,000. */
    public static final int OBJECT_VALUES_MAX = 250_000;

    /** One property name or value beside {@code objects} in a bundle or TAXII envelope that is looked at, in bytes. */
    public static final int ENVELOPE_BYTES_MAX = 64 * 1024;

    /** One gzip stream unpacked, in bytes: beyond it the stream is a bomb or belongs into several files. */
    public static final long GUNZIP_BYTES_MAX = 1024L * 1024 * 1024;

    /** Bytes out for each byte in of a gzip stream, counted after the first mebibyte out. JSON packs 5 to 30 times. */
    public static final int GUNZIP_RATIO_MAX = 250;

    /** Objects of one statement (one POST is split at this). */
    public static final int STATEMENT_OBJECTS_MAX = 10_000;

    /** Payload of one statement in bytes. */
    public static final int STATEMENT_PAYLOAD_BYTES_MAX = 32 * 1024 * 1024;

    /** One ledger leaf in bytes: the bound of C2SP tlog-tiles entry bundles. */
    public static final int LEAF_BYTES_MAX = 65_535;

    /** One HTTP request body in bytes; more is answered 413. */
    public static final int BODY_BYTES_MAX = 64 * 1024 * 1024;

    /** One imported file or stream in bytes. */
    public static final long IMPORT_BYTES_MAX = 4L * 1024 * 1024 * 1024;

    /** One STIX pattern in UTF-16 units. */
    public static final int PATTERN_CHARS_MAX = 64 * 1024;

    /** Nested parentheses and qualifiers of one STIX pattern. */
    public static final int PATTERN_DEPTH_MAX = 64;

    /** One line of CSV or free text in UTF-16 units; longer lines are refused and counted. */
    public static final int LINE_CHARS_MAX = 1024 * 1024;

    /** Columns of one CSV row. */
    public static final int CSV_COLUMNS_MAX = 512;

    /** Objects of one TAXII page, whatever the client asks for. */
    public static final int PAGE_OBJECTS_MAX = 10_000;

    /** Refusals reported for one input; the rest are counted. */
    public static final int REFUSALS_REPORTED_MAX = 1_000;

    /** One search query in UTF-16 units. */
    public static final int QUERY_CHARS_MAX = 2_000;

    /** Values of one look-up request: some 0.5 s of work. */
    public static final int LOOKUP_VALUES_MAX = 10_000;

    /** One value of a look-up in UTF-16 units, above any URL seen in practice. */
    public static final int LOOKUP_VALUE_CHARS_MAX = 16 * 1024;

    /** One text to extract values from, in UTF-16 units; three times this in UTF-8 still fits one STIX object. */
    public static final int TEXT_CHARS_MAX = 2 * 1024 * 1024;

    /** One MISP event with everything in it, in bytes; events are read one at a time. */
    public static final int MISP_EVENT_BYTES_MAX = 64 * 1024 * 1024;

    /** One warning list in bytes of JSON. The largest public ones stay below 30 MB. */
    public static final int WARNING_LIST_BYTES_MAX = 64 * 1024 * 1024;

    /** Entries of all warning lists together; each costs about 24 bytes of memory. */
    public static final int WARNING_ENTRIES_MAX = 4_000_000;

    /** Of one line of telemetry, the bytes that are read into fields; the rest is still searched for indicators. */
    public static final int LOG_LINE_BYTES_MAX = 1024 * 1024;

    /** Values kept of one line of telemetry, and columns of a header. The widest real formats have some 100. */
    public static final int LOG_FIELDS_MAX = 512;

    /** One value kept of a line of telemetry, in bytes: twice the longest URL or command line that systems pass on. */
    public static final int LOG_VALUE_BYTES_MAX = 64 * 1024;
}
