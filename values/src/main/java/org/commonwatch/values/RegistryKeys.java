package org.commonwatch.values;

import java.util.Locale;
import java.util.Optional;

/** Keys of the Windows registry: the hive with its whole name, single backslashes, the rest as written. */
final class RegistryKeys {
    private static final String[][] HIVES = {
        {"HKLM", "HKEY_LOCAL_MACHINE"},
        {"HKCU", "HKEY_CURRENT_USER"},
        {"HKCR", "HKEY_CLASSES_ROOT"},
        {"HKU", "HKEY_USERS"},
        {"HKCC", "HKEY_CURRENT_CONFIG"},
    };

    private RegistryKeys() {}

    static String canonical(String text) {
        String single = text.replace("\\\\", "\\");
        String written = hive(single);
        return whole(written)
                .map(name -> name + single.substring(written.length()))
                .orElse(single);
    }

    static boolean hasHive(String text) {
        return whole(hive(text)).isPresent();
    }

    private static String hive(String text) {
        int slash = text.indexOf('\\');
        return slash < 0 ? text : text.substring(0, slash);
    }

    private static Optional<String> whole(String hive) {
        String upper = hive.toUpperCase(Locale.ROOT);
        for (String[] names : HIVES) {
            if (upper.equals(names[0]) || upper.equals(names[1])) {
                return Optional.of(names[1]);
            }
        }
        return Optional.empty();
    }
}
