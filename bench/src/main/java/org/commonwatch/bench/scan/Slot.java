package org.commonwatch.bench.scan;

/** A place in a log line where a value of one sort stands. */
enum Slot {
    ADDRESS,
    HOST,
    URL,
    MD5,
    SHA1,
    SHA256,
    EMAIL,
    FILE,
    /** Between blanks in prose: whatever people write, defanged or in another script. */
    PROSE
}
