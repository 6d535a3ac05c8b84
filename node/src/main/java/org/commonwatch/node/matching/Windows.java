package org.commonwatch.node.matching;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The patterns that are tried over windows of observations, by the key of the claim that stands for each. */
@ApplicationScoped
class Windows {
    private final Set<Long> patterns = ConcurrentHashMap.newKeySet();

    boolean add(long key) {
        return patterns.add(key);
    }

    void remove(long key) {
        patterns.remove(key);
    }

    void replace(Collection<Long> all) {
        patterns.retainAll(Set.copyOf(all));
        patterns.addAll(all);
    }

    long size() {
        return patterns.size();
    }
}
