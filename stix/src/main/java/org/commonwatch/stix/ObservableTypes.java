package org.commonwatch.stix;

import static org.commonwatch.stix.Kind.Plain.ANY;
import static org.commonwatch.stix.Kind.Plain.BINARY;
import static org.commonwatch.stix.Kind.Plain.BOOLEAN;
import static org.commonwatch.stix.Kind.Plain.HASHES;
import static org.commonwatch.stix.Kind.Plain.HEX;
import static org.commonwatch.stix.Kind.Plain.STRING;
import static org.commonwatch.stix.Kind.Plain.TIMESTAMP;
import static org.commonwatch.stix.Kind.atLeast;
import static org.commonwatch.stix.Kind.between;
import static org.commonwatch.stix.Kind.integer;
import static org.commonwatch.stix.Kind.listOf;
import static org.commonwatch.stix.Kind.refTo;
import static org.commonwatch.stix.ObjectType.observable;
import static org.commonwatch.stix.Property.optional;
import static org.commonwatch.stix.Rule.atLeastOne;
import static org.commonwatch.stix.Rule.atLeastOneOwn;
import static org.commonwatch.stix.Rule.exactlyOne;
import static org.commonwatch.stix.Rule.isFalse;
import static org.commonwatch.stix.Rule.isTrue;
import static org.commonwatch.stix.Rule.needs;
import static org.commonwatch.stix.Rule.never;
import static org.commonwatch.stix.Rule.notBefore;

import java.util.List;

/** Cyber observables: STIX 2.1 section 6, in the specification's order. Their ids follow from section 2.9. */
final class ObservableTypes {
    private ObservableTypes() {}

    private static final Kind STRINGS = listOf(STRING);
    private static final Kind PORT = between(0, 65_535);
    private static final Kind SIZE = atLeast(0);
    private static final Kind DICTIONARY = new Kind.DictionaryOf(ANY);
    private static final Kind ANY_OBSERVABLE = new Kind.Ref("an observable", StixTypes::isObservableOrCustom);
    private static final Kind IPV4 = new Kind.Formatted("an IPv4 address or network", true, "6.8", Forms::isIpv4);
    private static final Kind IPV6 = new Kind.Formatted("an IPv6 address or network", true, "6.9", Forms::isIpv6);
    private static final Kind MAC =
            new Kind.Formatted("six lower-case pairs of hexadecimal digits with colons", true, "6.10", Forms::isMac);
    private static final Kind DOMAIN = new Kind.Formatted("a domain name", true, "6.4", Forms::isDomain);
    private static final Kind EMAIL = new Kind.Formatted("an e-mail address", true, "6.5", Forms::isEmail);
    private static final Kind MEDIA_TYPE = new Kind.Formatted("a media type", false, "6.1", Forms::isMediaType);
    private static final Kind CPE = new Kind.Formatted("a CPE 2.3 name", true, "6.14", Forms::isCpe23);
    private static final Kind REGISTRY_KEY =
            new Kind.Formatted("a key with its hive's full name", true, "6.17", Forms::isFullRegistryKey);

    private static final Kind.Shape MIME_PART = new Kind.Shape(
            "mime-part-type",
            "6.6",
            List.of(
                    optional("body", STRING),
                    optional("body_raw_ref", refTo("artifact", "file")),
                    optional("content_type", STRING),
                    optional("content_disposition", STRING)),
            List.of(exactlyOne("6.6", "body", "body_raw_ref")));

    private static final Kind.Shape REGISTRY_VALUE = new Kind.Shape(
            "windows-registry-value-type",
            "6.17",
            List.of(
                    optional("name", STRING),
                    optional("data", STRING),
                    optional("data_type", Vocabularies.REGISTRY_DATATYPE)),
            List.of(atLeastOne("6.17", "name", "data", "data_type")));

    private static final Kind.Shape X509_V3_EXTENSIONS = new Kind.Shape(
            "x509-v3-extensions-type",
            "6.18",
            List.of(
                    optional("basic_constraints", STRING),
                    optional("name_constraints", STRING),
                    optional("policy_constraints", STRING),
                    optional("key_usage", STRING),
                    optional("extended_key_usage", STRING),
                    optional("subject_key_identifier", STRING),
                    optional("authority_key_identifier", STRING),
                    optional("subject_alternative_name", STRING),
                    optional("issuer_alternative_name", STRING),
                    optional("subject_directory_attributes", STRING),
                    optional("crl_distribution_points", STRING),
                    optional("inhibit_any_policy", STRING),
                    optional("private_key_usage_period_not_before", TIMESTAMP),
                    optional("private_key_usage_period_not_after", TIMESTAMP),
                    optional("certificate_policies", STRING),
                    optional("policy_mappings", STRING)),
            List.of(atLeastOneOwn("6.18")));

    static final List<ObjectType> ALL = List.of(
            observable("artifact", "6.1")
                    .idFrom("hashes", "payload_bin")
                    .optional("mime_type", MEDIA_TYPE)
                    .optional("payload_bin", BINARY)
                    .optional("url", CommonProperties.URI)
                    .optional("hashes", HASHES)
                    .optional("encryption_algorithm", Vocabularies.ENCRYPTION_ALGORITHM)
                    .optional("decryption_key", STRING)
                    .rule(exactlyOne("6.1", "payload_bin", "url"))
                    .rule(needs("6.1", "url", "hashes"))
                    .rule(needs("6.1", "decryption_key", "encryption_algorithm"))
                    .done(),
            observable("autonomous-system", "6.2")
                    .idFrom("number")
                    .required("number", atLeast(0))
                    .optional("name", STRING)
                    .optional("rir", STRING)
                    .done(),
            observable("directory", "6.3")
                    .idFrom("path")
                    .required("path", STRING)
                    .optional("path_enc", STRING)
                    .optional("ctime", TIMESTAMP)
                    .optional("mtime", TIMESTAMP)
                    .optional("atime", TIMESTAMP)
                    .optional("contains_refs", listOf(refTo("file", "directory")))
                    .rule(needs("3.1", "path_enc", "path"))
                    .done(),
            observable("domain-name", "6.4")
                    .idFrom("value")
                    .required("value", DOMAIN)
                    .optional("resolves_to_refs", listOf(refTo("ipv4-addr", "ipv6-addr", "domain-name")))
                    .done(),
            observable("email-addr", "6.5")
                    .idFrom("value")
                    .required("value", EMAIL)
                    .optional("display_name", STRING)
                    .optional("belongs_to_ref", refTo("user-account"))
                    .done(),
            observable("email-message", "6.6")
                    .idFrom("from_ref", "subject", "body")
                    .required("is_multipart", BOOLEAN)
                    .optional("date", TIMESTAMP)
                    .optional("content_type", STRING)
                    .optional("from_ref", refTo("email-addr"))
                    .optional("sender_ref", refTo("email-addr"))
                    .optional("to_refs", listOf(refTo("email-addr")))
                    .optional("cc_refs", listOf(refTo("email-addr")))
                    .optional("bcc_refs", listOf(refTo("email-addr")))
                    .optional("message_id", STRING)
                    .optional("subject", STRING)
                    .optional("received_lines", STRINGS)
                    .optional("additional_header_fields", DICTIONARY)
                    .optional("body", STRING)
                    .optional("body_multipart", listOf(MIME_PART))
                    .optional("raw_email_ref", refTo("artifact"))
                    .rule(never(isTrue("is_multipart"), "6.6", "the message has several parts", "body"))
                    .rule(never(isFalse("is_multipart"), "6.6", "the message has one part", "body_multipart"))
                    .done(),
            observable("file", "6.7")
                    .idFrom("hashes", "name", "parent_directory_ref", "extensions")
                    .optional("hashes", HASHES)
                    .optional("size", SIZE)
                    .optional("name", STRING)
                    .optional("name_enc", STRING)
                    .optional("magic_number_hex", HEX)
                    .optional("mime_type", MEDIA_TYPE)
                    .optional("ctime", TIMESTAMP)
                    .optional("mtime", TIMESTAMP)
                    .optional("atime", TIMESTAMP)
                    .optional("parent_directory_ref", refTo("directory"))
                    .optional("contains_refs", listOf(ANY_OBSERVABLE))
                    .optional("content_ref", refTo("artifact"))
                    .extension(ObservableExtensions.ARCHIVE)
                    .extension(ObservableExtensions.NTFS)
                    .extension(ObservableExtensions.PDF)
                    .extension(ObservableExtensions.RASTER_IMAGE)
                    .extension(ObservableExtensions.WINDOWS_PEBINARY)
                    .rule(atLeastOne("6.7", "hashes", "name"))
                    .rule(needs("3.1", "name_enc", "name"))
                    .done(),
            observable("ipv4-addr", "6.8")
                    .idFrom("value")
                    .required("value", IPV4)
                    .optional("resolves_to_refs", listOf(refTo("mac-addr")))
                    .optional("belongs_to_refs", listOf(refTo("autonomous-system")))
                    .done(),
            observable("ipv6-addr", "6.9")
                    .idFrom("value")
                    .required("value", IPV6)
                    .optional("resolves_to_refs", listOf(refTo("mac-addr")))
                    .optional("belongs_to_refs", listOf(refTo("autonomous-system")))
                    .done(),
            observable("mac-addr", "6.10")
                    .idFrom("value")
                    .required("value", MAC)
                    .done(),
            observable("mutex", "6.11").idFrom("name").required("name", STRING).done(),
            observable("network-traffic", "6.12")
                    .idFrom("start", "end", "src_ref", "dst_ref", "src_port", "dst_port", "protocols", "extensions")
                    .optional("start", TIMESTAMP)
                    .optional("end", TIMESTAMP)
                    .optional("is_active", BOOLEAN)
                    .optional("src_ref", refTo("ipv4-addr", "ipv6-addr", "mac-addr", "domain-name"))
                    .optional("dst_ref", refTo("ipv4-addr", "ipv6-addr", "mac-addr", "domain-name"))
                    .optional("src_port", PORT)
                    .optional("dst_port", PORT)
                    .required("protocols", STRINGS)
                    .optional("src_byte_count", SIZE)
                    .optional("dst_byte_count", SIZE)
                    .optional("src_packets", SIZE)
                    .optional("dst_packets", SIZE)
                    .optional("ipfix", DICTIONARY)
                    .optional("src_payload_ref", refTo("artifact"))
                    .optional("dst_payload_ref", refTo("artifact"))
                    .optional("encapsulates_refs", listOf(refTo("network-traffic")))
                    .optional("encapsulated_by_ref", refTo("network-traffic"))
                    .extension(ObservableExtensions.HTTP_REQUEST)
                    .extension(ObservableExtensions.ICMP)
                    .extension(ObservableExtensions.SOCKET)
                    .extension(ObservableExtensions.TCP)
                    .rule(atLeastOne("6.12", "src_ref", "dst_ref"))
                    .rule(notBefore("6.12", "start", "end"))
                    .rule(never(isTrue("is_active"), "6.12", "the traffic is still active", "end"))
                    .done(),
            observable("process", "6.13")
                    .optional("is_hidden", BOOLEAN)
                    .optional("pid", integer())
                    .optional("created_time", TIMESTAMP)
                    .optional("cwd", STRING)
                    .optional("command_line", STRING)
                    .optional("environment_variables", DICTIONARY)
                    .optional("opened_connection_refs", listOf(refTo("network-traffic")))
                    .optional("creator_user_ref", refTo("user-account"))
                    .optional("image_ref", refTo("file"))
                    .optional("parent_ref", refTo("process"))
                    .optional("child_refs", listOf(refTo("process")))
                    .extension(ObservableExtensions.WINDOWS_PROCESS)
                    .extension(ObservableExtensions.WINDOWS_SERVICE)
                    .rule(atLeastOneOwn("6.13"))
                    .done(),
            observable("software", "6.14")
                    .idFrom("name", "cpe", "swid", "vendor", "version")
                    .required("name", STRING)
                    .optional("cpe", CPE)
                    .optional("swid", STRING)
                    .optional("languages", STRINGS)
                    .optional("vendor", STRING)
                    .optional("version", STRING)
                    .done(),
            observable("url", "6.15")
                    .idFrom("value")
                    .required("value", CommonProperties.URI)
                    .done(),
            observable("user-account", "6.16")
                    .idFrom("account_type", "user_id", "account_login")
                    .optional("user_id", STRING)
                    .optional("credential", STRING)
                    .optional("account_login", STRING)
                    .optional("account_type", Vocabularies.ACCOUNT_TYPE)
                    .optional("display_name", STRING)
                    .optional("is_service_account", BOOLEAN)
                    .optional("is_privileged", BOOLEAN)
                    .optional("can_escalate_privs", BOOLEAN)
                    .optional("is_disabled", BOOLEAN)
                    .optional("account_created", TIMESTAMP)
                    .optional("account_expires", TIMESTAMP)
                    .optional("credential_last_changed", TIMESTAMP)
                    .optional("account_first_login", TIMESTAMP)
                    .optional("account_last_login", TIMESTAMP)
                    .extension(ObservableExtensions.UNIX_ACCOUNT)
                    .rule(atLeastOneOwn("6.16"))
                    .done(),
            observable("windows-registry-key", "6.17")
                    .idFrom("key", "values")
                    .optional("key", REGISTRY_KEY)
                    .optional("values", listOf(REGISTRY_VALUE))
                    .optional("modified_time", TIMESTAMP)
                    .optional("creator_user_ref", refTo("user-account"))
                    .optional("number_of_subkeys", SIZE)
                    .rule(atLeastOneOwn("6.17"))
                    .done(),
            observable("x509-certificate", "6.18")
                    .idFrom("hashes", "serial_number")
                    .optional("is_self_signed", BOOLEAN)
                    .optional("hashes", HASHES)
                    .optional("version", STRING)
                    .optional("serial_number", STRING)
                    .optional("signature_algorithm", STRING)
                    .optional("issuer", STRING)
                    .optional("validity_not_before", TIMESTAMP)
                    .optional("validity_not_after", TIMESTAMP)
                    .optional("subject", STRING)
                    .optional("subject_public_key_algorithm", STRING)
                    .optional("subject_public_key_modulus", STRING)
                    .optional("subject_public_key_exponent", integer())
                    .optional("x509_v3_extensions", X509_V3_EXTENSIONS)
                    .rule(atLeastOneOwn("6.18"))
                    .done());
}
