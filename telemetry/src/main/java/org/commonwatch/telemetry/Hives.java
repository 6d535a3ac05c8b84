package org.commonwatch.telemetry;

import java.util.Map;

/** Full names of registry hives, as STIX wants them (2.1 section 6.17.1), for the short ones that Sysmon and the kernel write. */
final class Hives {
    private static final Map<String, String> SHORT = Map.of(
            "HKLM", "HKEY_LOCAL_MACHINE",
            "HKCU", "HKEY_CURRENT_USER",
            "HKCR", "HKEY_CLASSES_ROOT",
            "HKU", "HKEY_USERS",
            "HKCC", "HKEY_CURRENT_CONFIG",
            "\\REGISTRY\\MACHINE", "HKEY_LOCAL_MACHINE",
            "\\REGISTRY\\USER", "HKEY_USERS");

    private Hives() {}

    static String full(String path) {
        int end = path.indexOf('\\', path.startsWith("\\REGISTRY\\") ? "\\REGISTRY\\".length() : 1);
        String hive = end < 0 ? path : path.substring(0, end);
        return SHORT.getOrDefault(hive, hive) + path.substring(hive.length());
    }
}
