package org.commonwatch.node.access;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether the browser says that a request comes from one of our own pages (Fetch Metadata, {@code Sec-Fetch-Site}). Over
 * plain HTTP beyond this machine browsers leave that header out; then {@code Origin} must name the host that was asked.
 */
final class OwnPages {
    private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

    private OwnPages() {}

    static boolean sent(@Nullable String site, @Nullable String origin, @Nullable String host) {
        if (site != null) {
            return OWN_SITES.contains(site);
        }
        return origin != null && host != null && (origin.equals("http://" + host) || origin.equals("https://" + host));
    }
}
