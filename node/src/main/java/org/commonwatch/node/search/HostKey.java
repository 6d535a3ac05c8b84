package org.commonwatch.node.search;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.commonwatch.values.IpAddress;

/**
 * Host names as text whose order makes names below a name its neighbours: labels from the right, the commonest top-level
 * labels as one control character each, since two names in three would repeat them. Addresses in text stay as they are.
 * The order of those characters never changes without a new version of the projection.
 */
final class HostKey {
    private static final char FIRST_CODE = '\u0002';
    private static final List<String> CODED = List.of(
            "com", "net", "org", "info", "biz", "xyz", "top", "club", "online", "site", "website", "space", "shop",
            "live", "click", "link", "work", "app", "dev", "page", "cloud", "store", "icu", "buzz", "fun", "tech",
            "pro", "mobi", "onion", "ru");
    private static final Map<String, String> CODES = codes();

    private HostKey() {}

    static String of(String host) {
        if (isAddress(host)) {
            return host;
        }
        List<String> labels = Arrays.asList(host.split("\\.", -1)).reversed();
        String top = labels.getFirst();
        String key = String.join(".", labels);
        String code = CODES.get(top);
        return code == null ? key : code + key.substring(top.length());
    }

    /** The inverse of {@link #of}. */
    static String host(String key) {
        if (key.isEmpty() || isAddress(key)) {
            return key;
        }
        int code = key.charAt(0) - FIRST_CODE;
        String labels = code >= 0 && code < CODED.size() ? CODED.get(code) + key.substring(1) : key;
        return String.join(".", Arrays.asList(labels.split("\\.", -1)).reversed());
    }

    private static boolean isAddress(String host) {
        return host.startsWith("[")
                || IpAddress.parse(host).filter(address -> !address.six()).isPresent();
    }

    private static Map<String, String> codes() {
        Map<String, String> codes = new HashMap<>();
        for (int i = 0; i < CODED.size(); i++) {
            codes.put(CODED.get(i), String.valueOf((char) (FIRST_CODE + i)));
        }
        return codes;
    }
}
