package org.commonwatch.stix;

/** One row of the type table. */
record Property(String name, Kind kind, boolean required) {
    static Property required(String name, Kind kind) {
        return new Property(name, kind, true);
    }

    static Property optional(String name, Kind kind) {
        return new Property(name, kind, false);
    }
}
