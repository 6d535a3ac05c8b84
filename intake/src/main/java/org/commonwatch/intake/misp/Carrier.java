package org.commonwatch.intake.misp;

import java.util.List;
import org.commonwatch.intake.claims.Draft;
import org.commonwatch.values.Flag;

/**
 * One attribute or object of an event in STIX.
 *
 * @param path its JSON Pointer in the event
 * @param main the one object that stands for it and holds its original JSON
 * @param observables what the main object refers to or would match
 * @param markings ids of the marking definitions of all of them
 */
record Carrier(String path, Draft main, List<Draft> observables, List<String> markings, List<Flag> flags) {
    /** The property that holds an attribute's original JSON, as text. */
    static final String ATTRIBUTE = "x_misp_attribute";

    /** The property that holds a MISP object's original JSON, its attributes included. */
    static final String OBJECT = "x_misp_object";

    /** The property of a report that holds the event's JSON, attributes and objects replaced by the ids of their carriers. */
    static final String EVENT = "x_misp_event";
}
