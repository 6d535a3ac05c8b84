package org.commonwatch.stix;

import static org.commonwatch.stix.CommonProperties.KILL_CHAIN_PHASES;
import static org.commonwatch.stix.Kind.Plain.ANY;
import static org.commonwatch.stix.Kind.Plain.BOOLEAN;
import static org.commonwatch.stix.Kind.Plain.STRING;
import static org.commonwatch.stix.Kind.Plain.TIMESTAMP;
import static org.commonwatch.stix.Kind.between;
import static org.commonwatch.stix.Kind.listOf;
import static org.commonwatch.stix.Kind.refTo;
import static org.commonwatch.stix.Kind.refToAny;
import static org.commonwatch.stix.ObjectType.domain;
import static org.commonwatch.stix.ObjectType.relationship;
import static org.commonwatch.stix.Rule.after;
import static org.commonwatch.stix.Rule.atLeastOne;
import static org.commonwatch.stix.Rule.exactlyOne;
import static org.commonwatch.stix.Rule.isTrue;
import static org.commonwatch.stix.Rule.needs;
import static org.commonwatch.stix.Rule.notBefore;
import static org.commonwatch.stix.Rule.when;

import java.util.List;

/** Domain objects and relationships: STIX 2.1 sections 4 and 5, in the specification's order. */
final class DomainTypes {
    private DomainTypes() {}

    private static final Kind STRINGS = listOf(STRING);
    private static final Kind COUNT = between(0, 999_999_999);
    private static final Kind POSITIVE_COUNT = between(1, 999_999_999);
    private static final Kind LATITUDE = new Kind.Decimal(-90, 90);
    private static final Kind LONGITUDE = new Kind.Decimal(-180, 180);
    private static final Kind PRECISION = new Kind.Decimal(0, Double.MAX_VALUE);
    private static final Kind RELATIONSHIP_TYPE =
            new Kind.Formatted("lower-case letters, digits and hyphens", true, "5.1", Forms::isHyphenated);
    private static final Kind OBSERVED = new Kind.Ref(
            "an observable or a relationship",
            type -> StixTypes.isObservableOrCustom(type) || type.equals("relationship") || type.equals("sighting"));
    private static final Kind ENDPOINT = new Kind.Ref("a domain object or an observable", StixTypes::mayBeRelated);
    private static final Kind OBSERVABLES = listOf(new Kind.Ref("an observable", StixTypes::isObservableOrCustom));

    static final List<ObjectType> ALL = List.of(
            domain("attack-pattern", "4.1")
                    .required("name", STRING)
                    .optional("description", STRING)
                    .optional("aliases", STRINGS)
                    .optional("kill_chain_phases", KILL_CHAIN_PHASES)
                    .done(),
            domain("campaign", "4.2")
                    .required("name", STRING)
                    .optional("description", STRING)
                    .optional("aliases", STRINGS)
                    .optional("first_seen", TIMESTAMP)
                    .optional("last_seen", TIMESTAMP)
                    .optional("objective", STRING)
                    .rule(notBefore("4.2", "first_seen", "last_seen"))
                    .done(),
            domain("course-of-action", "4.3")
                    .required("name", STRING)
                    .optional("description", STRING)
                    .optional("action", ANY)
                    .done(),
            domain("grouping", "4.4")
                    .optional("name", STRING)
                    .optional("description", STRING)
                    .required("context", Vocabularies.GROUPING_CONTEXT)
                    .required("object_refs", listOf(refToAny()))
                    .done(),
            domain("identity", "4.5")
                    .required("name", STRING)
                    .optional("description", STRING)
                    .optional("roles", STRINGS)
                    .optional("identity_class", Vocabularies.IDENTITY_CLASS)
                    .optional("sectors", listOf(Vocabularies.INDUSTRY_SECTOR))
                    .optional("contact_information", STRING)
                    .done(),
            domain("incident", "4.6")
                    .required("name", STRING)
                    .optional("description", STRING)
                    .done(),
            domain("indicator", "4.7")
                    .optional("name", STRING)
                    .optional("description", STRING)
                    .optional("indicator_types", listOf(Vocabularies.INDICATOR_TYPE))
                    .required("pattern", STRING)
                    .required("pattern_type", Vocabularies.PATTERN_TYPE)
                    .optional("pattern_version", STRING)
                    .required("valid_from", TIMESTAMP)
                    .optional("valid_until", TIMESTAMP)
                    .optional("kill_chain_phases", KILL_CHAIN_PHASES)
                    .rule(after("4.7", "valid_from", "valid_until"))
                    .done(),
            domain("infrastructure", "4.8")
                    .required("name", STRING)
                    .optional("description", STRING)
                    .optional("infrastructure_types", listOf(Vocabularies.INFRASTRUCTURE_TYPE))
                    .optional("aliases", STRINGS)
                    .optional("kill_chain_phases", KILL_CHAIN_PHASES)
                    .optional("first_seen", TIMESTAMP)
                    .optional("last_seen", TIMESTAMP)
                    .rule(notBefore("4.8", "first_seen", "last_seen"))
                    .done(),
            domain("intrusion-set", "4.9")
                    .required("name", STRING)
                    .optional("description", STRING)
                    .optional("aliases", STRINGS)
                    .optional("first_seen", TIMESTAMP)
                    .optional("last_seen", TIMESTAMP)
                    .optional("goals", STRINGS)
                    .optional("resource_level", Vocabularies.ATTACK_RESOURCE_LEVEL)
                    .optional("primary_motivation", Vocabularies.ATTACK_MOTIVATION)
                    .optional("secondary_motivations", listOf(Vocabularies.ATTACK_MOTIVATION))
                    .rule(notBefore("4.9", "first_seen", "last_seen"))
                    .done(),
            domain("location", "4.10")
                    .optional("name", STRING)
                    .optional("description", STRING)
                    .optional("latitude", LATITUDE)
                    .optional("longitude", LONGITUDE)
                    .optional("precision", PRECISION)
                    .optional("region", Vocabularies.REGION)
                    .optional("country", STRING)
                    .optional("administrative_area", STRING)
                    .optional("city", STRING)
                    .optional("street_address", STRING)
                    .optional("postal_code", STRING)
                    .rule(atLeastOne("4.10", "region", "country", "latitude"))
                    .rule(needs("4.10", "latitude", "longitude"))
                    .rule(needs("4.10", "longitude", "latitude"))
                    .rule(needs("4.10", "precision", "latitude", "longitude"))
                    .done(),
            domain("malware", "4.11")
                    .optional("name", STRING)
                    .optional("description", STRING)
                    .optional("malware_types", listOf(Vocabularies.MALWARE_TYPE))
                    .required("is_family", BOOLEAN)
                    .optional("aliases", STRINGS)
                    .optional("kill_chain_phases", KILL_CHAIN_PHASES)
                    .optional("first_seen", TIMESTAMP)
                    .optional("last_seen", TIMESTAMP)
                    .optional("operating_system_refs", listOf(refTo("software")))
                    .optional("architecture_execution_envs", listOf(Vocabularies.PROCESSOR_ARCHITECTURE))
                    .optional("implementation_languages", listOf(Vocabularies.IMPLEMENTATION_LANGUAGE))
                    .optional("capabilities", listOf(Vocabularies.MALWARE_CAPABILITIES))
                    .optional("sample_refs", listOf(refTo("artifact", "file")))
                    .rule(notBefore("4.11", "first_seen", "last_seen"))
                    .rule(when(isTrue("is_family"), "4.11", "a family is known by its name", "name"))
                    .done(),
            domain("malware-analysis", "4.12")
                    .required("product", STRING)
                    .optional("version", STRING)
                    .optional("host_vm_ref", refTo("software"))
                    .optional("operating_system_ref", refTo("software"))
                    .optional("installed_software_refs", listOf(refTo("software")))
                    .optional("configuration_version", STRING)
                    .optional("modules", STRINGS)
                    .optional("analysis_engine_version", STRING)
                    .optional("analysis_definition_version", STRING)
                    .optional("submitted", TIMESTAMP)
                    .optional("analysis_started", TIMESTAMP)
                    .optional("analysis_ended", TIMESTAMP)
                    .optional("result_name", STRING)
                    .optional("result", Vocabularies.MALWARE_RESULT)
                    .optional("analysis_sco_refs", OBSERVABLES)
                    .optional("sample_ref", refTo("artifact", "file", "network-traffic"))
                    .rule(atLeastOne("4.12", "result", "analysis_sco_refs"))
                    .rule(notBefore("4.12", "analysis_started", "analysis_ended"))
                    .done(),
            domain("note", "4.13")
                    .optional("abstract", STRING)
                    .required("content", STRING)
                    .optional("authors", STRINGS)
                    .required("object_refs", listOf(refToAny()))
                    .done(),
            domain("observed-data", "4.14")
                    .required("first_observed", TIMESTAMP)
                    .required("last_observed", TIMESTAMP)
                    .required("number_observed", POSITIVE_COUNT)
                    .optional("objects", new Kind.DictionaryOf(ANY))
                    .optional("object_refs", listOf(OBSERVED))
                    .rule(notBefore("4.14", "first_observed", "last_observed"))
                    .rule(exactlyOne("4.14", "objects", "object_refs"))
                    .done(),
            domain("opinion", "4.15")
                    .optional("explanation", STRING)
                    .optional("authors", STRINGS)
                    .required("opinion", Vocabularies.OPINION)
                    .required("object_refs", listOf(refToAny()))
                    .done(),
            domain("report", "4.16")
                    .required("name", STRING)
                    .optional("description", STRING)
                    .optional("report_types", listOf(Vocabularies.REPORT_TYPE))
                    .required("published", TIMESTAMP)
                    .required("object_refs", listOf(refToAny()))
                    .done(),
            domain("threat-actor", "4.17")
                    .required("name", STRING)
                    .optional("description", STRING)
                    .optional("threat_actor_types", listOf(Vocabularies.THREAT_ACTOR_TYPE))
                    .optional("aliases", STRINGS)
                    .optional("first_seen", TIMESTAMP)
                    .optional("last_seen", TIMESTAMP)
                    .optional("roles", listOf(Vocabularies.THREAT_ACTOR_ROLE))
                    .optional("goals", STRINGS)
                    .optional("sophistication", Vocabularies.THREAT_ACTOR_SOPHISTICATION)
                    .optional("resource_level", Vocabularies.ATTACK_RESOURCE_LEVEL)
                    .optional("primary_motivation", Vocabularies.ATTACK_MOTIVATION)
                    .optional("secondary_motivations", listOf(Vocabularies.ATTACK_MOTIVATION))
                    .optional("personal_motivations", listOf(Vocabularies.ATTACK_MOTIVATION))
                    .rule(notBefore("4.17", "first_seen", "last_seen"))
                    .done(),
            domain("tool", "4.18")
                    .required("name", STRING)
                    .optional("description", STRING)
                    .optional("tool_types", listOf(Vocabularies.TOOL_TYPE))
                    .optional("aliases", STRINGS)
                    .optional("kill_chain_phases", KILL_CHAIN_PHASES)
                    .optional("tool_version", STRING)
                    .done(),
            domain("vulnerability", "4.19")
                    .required("name", STRING)
                    .optional("description", STRING)
                    .done(),
            relationship("relationship", "5.1")
                    .required("relationship_type", RELATIONSHIP_TYPE)
                    .optional("description", STRING)
                    .required("source_ref", ENDPOINT)
                    .required("target_ref", ENDPOINT)
                    .optional("start_time", TIMESTAMP)
                    .optional("stop_time", TIMESTAMP)
                    .rule(after("5.1", "start_time", "stop_time"))
                    .done(),
            relationship("sighting", "5.2")
                    .optional("description", STRING)
                    .optional("first_seen", TIMESTAMP)
                    .optional("last_seen", TIMESTAMP)
                    .optional("count", COUNT)
                    .required("sighting_of_ref", new Kind.Ref("a domain object", StixTypes::mayBeSighted))
                    .optional("observed_data_refs", listOf(refTo("observed-data")))
                    .optional("where_sighted_refs", listOf(refTo("identity", "location")))
                    .optional("summary", BOOLEAN)
                    .rule(notBefore("5.2", "first_seen", "last_seen"))
                    .done());
}
