package org.commonwatch.matching.window;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.commonwatch.stix.pattern.ObjectPath;

/**
 * The paths that observations made of telemetry can have, as {@code docs/formats/telemetry.md} lists them: keys joined by dots,
 * lists stepped through, references followed. A test holds the list to that page, and module {@code telemetry} another.
 */
final class SeenPaths {
    static final List<String> PATHS = """
        directory:path
        domain-name:resolves_to_refs.type
        domain-name:resolves_to_refs.value
        domain-name:value
        email-addr:value
        email-message:from_ref.type
        email-message:from_ref.value
        email-message:to_refs.type
        email-message:to_refs.value
        file:hashes.MD5
        file:hashes.SHA-1
        file:hashes.SHA-256
        file:hashes.SHA-512
        file:name
        file:parent_directory_ref.path
        file:parent_directory_ref.type
        ipv4-addr:value
        ipv6-addr:value
        network-traffic:dst_byte_count
        network-traffic:dst_port
        network-traffic:dst_ref.type
        network-traffic:dst_ref.value
        network-traffic:extensions.http-request-ext.request_header.Host
        network-traffic:extensions.http-request-ext.request_header.Referer
        network-traffic:extensions.http-request-ext.request_header.User-Agent
        network-traffic:extensions.http-request-ext.request_method
        network-traffic:extensions.http-request-ext.request_value
        network-traffic:protocols
        network-traffic:src_byte_count
        network-traffic:src_port
        network-traffic:src_ref.type
        network-traffic:src_ref.value
        process:command_line
        process:creator_user_ref.account_login
        process:creator_user_ref.type
        process:creator_user_ref.user_id
        process:image_ref.hashes.MD5
        process:image_ref.hashes.SHA-1
        process:image_ref.hashes.SHA-256
        process:image_ref.name
        process:image_ref.parent_directory_ref.path
        process:image_ref.parent_directory_ref.type
        process:image_ref.type
        process:name
        process:parent_ref.image_ref.name
        process:parent_ref.image_ref.parent_directory_ref.path
        process:parent_ref.image_ref.parent_directory_ref.type
        process:parent_ref.image_ref.type
        process:parent_ref.name
        process:parent_ref.type
        url:value
        user-account:account_login
        user-account:user_id
        windows-registry-key:key
        windows-registry-key:values.name
        """.lines().map(String::strip).toList();

    /** With everything a path leads over, for {@code EXISTS}. */
    private static final Set<String> HELD = held();

    private SeenPaths() {}

    static boolean holds(ObjectPath path) {
        return HELD.contains(plain(path));
    }

    /** {@code file:hashes.SHA-256} for {@code file:hashes.'SHA256'}: no places in lists, one name for each algorithm. */
    static String plain(ObjectPath path) {
        return path.type() + ":" + String.join(".", names(path));
    }

    /** The properties a path leads through. */
    static List<String> names(ObjectPath path) {
        List<String> names = new ArrayList<>();
        for (ObjectPath.Step step : path.steps()) {
            if (step instanceof ObjectPath.Key(String name)) {
                names.add(!names.isEmpty() && isHashes(names.getLast()) ? algorithm(name) : name);
            }
        }
        return List.copyOf(names);
    }

    static boolean isHashes(String name) {
        return name.equals("hashes") || name.endsWith("_hashes");
    }

    static String algorithm(String name) {
        return switch (name.toUpperCase(Locale.ROOT).replace("-", "").replace("_", "")) {
            case "MD5" -> "MD5";
            case "SHA1" -> "SHA-1";
            case "SHA256" -> "SHA-256";
            case "SHA512" -> "SHA-512";
            default -> name;
        };
    }

    private static Set<String> held() {
        Set<String> held = new HashSet<>();
        for (String path : PATHS) {
            held.add(path);
            for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
                held.add(path.substring(0, dot));
            }
        }
        return held;
    }
}
