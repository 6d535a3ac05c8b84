package org.commonwatch.stix;

import static org.commonwatch.stix.Kind.Plain.BOOLEAN;
import static org.commonwatch.stix.Kind.Plain.EXTENSIONS;
import static org.commonwatch.stix.Kind.Plain.HASHES;
import static org.commonwatch.stix.Kind.Plain.LANGUAGE;
import static org.commonwatch.stix.Kind.Plain.STRING;
import static org.commonwatch.stix.Kind.Plain.TIMESTAMP;
import static org.commonwatch.stix.Kind.between;
import static org.commonwatch.stix.Kind.listOf;
import static org.commonwatch.stix.Kind.oneOf;
import static org.commonwatch.stix.Kind.refTo;
import static org.commonwatch.stix.Kind.refToAny;
import static org.commonwatch.stix.Property.optional;
import static org.commonwatch.stix.Property.required;

import java.util.List;

/** Properties and shapes that many types share: STIX 2.1 sections 2.5, 2.11, 3.2 and 7.2.3. */
final class CommonProperties {
    private CommonProperties() {}

    private static final Kind SPEC_VERSION = oneOf("spec_version", "2.1");

    static final Kind URI = new Kind.Formatted("a URI (RFC 3986)", true, "2.15", Forms::isUri);

    static final Kind.Shape EXTERNAL_REFERENCE = new Kind.Shape(
            "external-reference",
            "2.5",
            List.of(
                    required("source_name", STRING),
                    optional("description", STRING),
                    optional("url", URI),
                    optional("hashes", HASHES),
                    optional("external_id", STRING)),
            List.of(Rule.atLeastOne("2.5", "description", "url", "external_id"), Forms::checkExternalId));

    static final Kind.Shape KILL_CHAIN_PHASE = new Kind.Shape(
            "kill-chain-phase",
            "2.11",
            List.of(required("kill_chain_name", STRING), required("phase_name", STRING)),
            List.of());

    static final Kind KILL_CHAIN_PHASES = listOf(KILL_CHAIN_PHASE);

    private static final Kind.Shape GRANULAR_MARKING = new Kind.Shape(
            "granular-marking",
            "7.2.3.1",
            List.of(
                    required("selectors", listOf(STRING)),
                    optional("lang", LANGUAGE),
                    optional("marking_ref", refTo("marking-definition"))),
            List.of(Rule.exactlyOne("7.2.3.1", "lang", "marking_ref")));

    private static final Property MARKINGS = optional("object_marking_refs", listOf(refTo("marking-definition")));
    private static final Property PARTS = optional("granular_markings", listOf(GRANULAR_MARKING));
    private static final Property REFERENCES = optional("external_references", listOf(EXTERNAL_REFERENCE));

    /** Of domain objects, relationships, language contents and extension definitions. */
    static final List<Property> DOMAIN = List.of(
            required("type", STRING),
            required("spec_version", SPEC_VERSION),
            required("id", refToAny()),
            optional("created_by_ref", refTo("identity")),
            required("created", TIMESTAMP),
            required("modified", TIMESTAMP),
            optional("revoked", BOOLEAN),
            optional("labels", listOf(STRING)),
            optional("confidence", between(0, 100)),
            optional("lang", LANGUAGE),
            REFERENCES,
            MARKINGS,
            PARTS,
            optional("extensions", EXTENSIONS));

    /** Of observables. */
    static final List<Property> OBSERVABLE = List.of(
            required("type", STRING),
            optional("spec_version", SPEC_VERSION),
            required("id", refToAny()),
            MARKINGS,
            PARTS,
            optional("defanged", BOOLEAN),
            optional("extensions", EXTENSIONS));

    /** Of marking definitions, which are never modified. */
    static final List<Property> MARKING_DEFINITION = List.of(
            required("type", STRING),
            required("spec_version", SPEC_VERSION),
            required("id", refToAny()),
            optional("created_by_ref", refTo("identity")),
            required("created", TIMESTAMP),
            REFERENCES,
            MARKINGS,
            PARTS,
            optional("extensions", EXTENSIONS));

    /** Of a bundle, which is no object and has no common properties but these. */
    static final List<Property> BUNDLE = List.of(required("type", STRING), required("id", refToAny()));
}
