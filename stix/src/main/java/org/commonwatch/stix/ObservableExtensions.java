package org.commonwatch.stix;

import static org.commonwatch.stix.Kind.Plain.ANY;
import static org.commonwatch.stix.Kind.Plain.BOOLEAN;
import static org.commonwatch.stix.Kind.Plain.HASHES;
import static org.commonwatch.stix.Kind.Plain.HEX;
import static org.commonwatch.stix.Kind.Plain.STRING;
import static org.commonwatch.stix.Kind.Plain.TIMESTAMP;
import static org.commonwatch.stix.Kind.atLeast;
import static org.commonwatch.stix.Kind.integer;
import static org.commonwatch.stix.Kind.listOf;
import static org.commonwatch.stix.Kind.refTo;
import static org.commonwatch.stix.Property.optional;
import static org.commonwatch.stix.Property.required;
import static org.commonwatch.stix.Rule.atLeastOneOwn;

import java.util.List;

/** The predefined extensions of observables, STIX 2.1 sections 6.7, 6.12, 6.13 and 6.16. */
final class ObservableExtensions {
    private ObservableExtensions() {}

    private static final Kind SIZE = atLeast(0);
    private static final Kind DICTIONARY = new Kind.DictionaryOf(ANY);

    static final Kind.Shape ARCHIVE = shape(
            "archive-ext",
            "6.7.2",
            required("contains_refs", listOf(refTo("file", "directory"))),
            optional("comment", STRING));

    static final Kind.Shape NTFS = shape(
            "ntfs-ext",
            "6.7.3",
            optional("sid", STRING),
            optional(
                    "alternate_data_streams",
                    listOf(shape(
                            "alternate-data-stream-type",
                            "6.7.3",
                            required("name", STRING),
                            optional("hashes", HASHES),
                            optional("size", SIZE)))));

    static final Kind.Shape PDF = shape(
            "pdf-ext",
            "6.7.4",
            optional("version", STRING),
            optional("is_optimized", BOOLEAN),
            optional("document_info_dict", DICTIONARY),
            optional("pdfid0", STRING),
            optional("pdfid1", STRING));

    static final Kind.Shape RASTER_IMAGE = shape(
            "raster-image-ext",
            "6.7.5",
            optional("image_height", integer()),
            optional("image_width", integer()),
            optional("bits_per_pixel", integer()),
            optional("exif_tags", DICTIONARY));

    private static final Kind.Shape PE_OPTIONAL_HEADER = shape(
            "windows-pe-optional-header-type",
            "6.7.6",
            optional("magic_hex", HEX),
            optional("major_linker_version", integer()),
            optional("minor_linker_version", integer()),
            optional("size_of_code", SIZE),
            optional("size_of_initialized_data", SIZE),
            optional("size_of_uninitialized_data", SIZE),
            optional("address_of_entry_point", integer()),
            optional("base_of_code", integer()),
            optional("base_of_data", integer()),
            optional("image_base", integer()),
            optional("section_alignment", integer()),
            optional("file_alignment", integer()),
            optional("major_os_version", integer()),
            optional("minor_os_version", integer()),
            optional("major_image_version", integer()),
            optional("minor_image_version", integer()),
            optional("major_subsystem_version", integer()),
            optional("minor_subsystem_version", integer()),
            optional("win32_version_value_hex", HEX),
            optional("size_of_image", SIZE),
            optional("size_of_headers", SIZE),
            optional("checksum_hex", HEX),
            optional("subsystem_hex", HEX),
            optional("dll_characteristics_hex", HEX),
            optional("size_of_stack_reserve", SIZE),
            optional("size_of_stack_commit", SIZE),
            optional("size_of_heap_reserve", SIZE),
            optional("size_of_heap_commit", SIZE),
            optional("loader_flags_hex", HEX),
            optional("number_of_rva_and_sizes", integer()),
            optional("hashes", HASHES));

    private static final Kind.Shape PE_SECTION = shape(
            "windows-pe-section-type",
            "6.7.6",
            required("name", STRING),
            optional("size", SIZE),
            optional("entropy", new Kind.Decimal(-Double.MAX_VALUE, Double.MAX_VALUE)),
            optional("hashes", HASHES));

    static final Kind.Shape WINDOWS_PEBINARY = shape(
            "windows-pebinary-ext",
            "6.7.6",
            required("pe_type", Vocabularies.PE_BINARY_TYPE),
            optional("imphash", STRING),
            optional("machine_hex", HEX),
            optional("number_of_sections", SIZE),
            optional("time_date_stamp", TIMESTAMP),
            optional("pointer_to_symbol_table_hex", HEX),
            optional("number_of_symbols", SIZE),
            optional("size_of_optional_header", SIZE),
            optional("characteristics_hex", HEX),
            optional("file_header_hashes", HASHES),
            optional("optional_header", PE_OPTIONAL_HEADER),
            optional("sections", listOf(PE_SECTION)));

    static final Kind.Shape HTTP_REQUEST = shape(
            "http-request-ext",
            "6.12.2",
            required("request_method", STRING),
            required("request_value", STRING),
            optional("request_version", STRING),
            optional("request_header", DICTIONARY),
            optional("message_body_length", integer()),
            optional("message_body_data_ref", refTo("artifact")));

    static final Kind.Shape ICMP =
            shape("icmp-ext", "6.12.3", required("icmp_type_hex", HEX), required("icmp_code_hex", HEX));

    static final Kind.Shape SOCKET = shape(
            "socket-ext",
            "6.12.4",
            required("address_family", Vocabularies.SOCKET_ADDRESS_FAMILY),
            optional("is_blocking", BOOLEAN),
            optional("is_listening", BOOLEAN),
            optional("options", new Kind.DictionaryOf(integer())),
            optional("socket_type", Vocabularies.SOCKET_TYPE),
            optional("socket_descriptor", SIZE),
            optional("socket_handle", integer()));

    static final Kind.Shape TCP =
            shape("tcp-ext", "6.12.5", optional("src_flags_hex", HEX), optional("dst_flags_hex", HEX));

    static final Kind.Shape WINDOWS_PROCESS = shape(
            "windows-process-ext",
            "6.13.2",
            optional("aslr_enabled", BOOLEAN),
            optional("dep_enabled", BOOLEAN),
            optional("priority", STRING),
            optional("owner_sid", STRING),
            optional("window_title", STRING),
            optional("startup_info", DICTIONARY),
            optional("integrity_level", Vocabularies.INTEGRITY_LEVEL));

    static final Kind.Shape WINDOWS_SERVICE = shape(
            "windows-service-ext",
            "6.13.3",
            optional("service_name", STRING),
            optional("descriptions", listOf(STRING)),
            optional("display_name", STRING),
            optional("group_name", STRING),
            optional("start_type", Vocabularies.SERVICE_START_TYPE),
            optional("service_dll_refs", listOf(refTo("file"))),
            optional("service_type", Vocabularies.SERVICE_TYPE),
            optional("service_status", Vocabularies.SERVICE_STATUS));

    static final Kind.Shape UNIX_ACCOUNT = shape(
            "unix-account-ext",
            "6.16.2",
            optional("gid", integer()),
            optional("groups", listOf(STRING)),
            optional("home_dir", STRING),
            optional("shell", STRING));

    /** Every extension and every part of one says something (section 6, each extension's text). */
    private static Kind.Shape shape(String name, String section, Property... properties) {
        return new Kind.Shape(name, section, List.of(properties), List.of(atLeastOneOwn(section)));
    }
}
