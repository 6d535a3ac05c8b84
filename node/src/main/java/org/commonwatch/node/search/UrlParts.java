package org.commonwatch.node.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A URL in canonical form, taken apart.
 *
 * @param user with the {@code @}, or empty
 * @param rest port, path and query
 */
record UrlParts(String scheme, String user, String host, String rest) {
    /** Paths above one URL that are looked up; deeper ones are rare and cost a look-up each. */
    private static final int PARENTS_MAX = 6;

    static Optional<UrlParts> of(String url) {
        int colon = url.indexOf("://");
        if (colon < 1) {
            return Optional.empty();
        }
        int from = colon + 3;
        int end = from;
        while (end < url.length() && "/?\\".indexOf(url.charAt(end)) < 0) {
            end++;
        }
        int at = Math.max(from, url.lastIndexOf('@', end - 1) + 1);
        int hostEnd = url.startsWith("[", at) ? url.indexOf(']', at) + 1 : portColon(url, at, end);
        if (hostEnd <= at || hostEnd > end) {
            return Optional.empty();
        }
        return Optional.of(new UrlParts(
                url.substring(0, colon), url.substring(from, at), url.substring(at, hostEnd), url.substring(hostEnd)));
    }

    String sorted(char part) {
        return HostKey.of(host) + part + scheme + part + user + part + rest;
    }

    /** The URLs of the folders above it, from the host down. */
    List<String> parents() {
        List<String> parents = new ArrayList<>();
        String start = scheme + "://" + user + host;
        int query = rest.indexOf('?');
        int end = query < 0 ? rest.length() : query;
        int slash = rest.indexOf('/');
        while (slash >= 0 && slash < end && parents.size() < PARENTS_MAX) {
            if (slash + 1 < rest.length()) {
                parents.add(start + rest.substring(0, slash + 1));
            }
            slash = rest.indexOf('/', slash + 1);
        }
        if (query >= 0 && !rest.substring(0, query).endsWith("/")) {
            parents.add(start + rest.substring(0, query));
        }
        return parents;
    }

    private static int portColon(String url, int from, int end) {
        int colon = url.indexOf(':', from);
        return colon >= 0 && colon < end ? colon : end;
    }
}
