package org.commonwatch.node.search;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.commonwatch.node.sharing.Item;
import org.commonwatch.node.sharing.Objects;
import org.commonwatch.node.sharing.OpenObject;
import org.commonwatch.node.spine.KeepsObjects;

/**
 * Titles of items, kept for those asked about lately: the same few indicators answer most lookups, and reading an object
 * again costs more than finding it. An item's bytes never change until they are erased, so neither does its title. Guarded by its own lock.
 */
@ApplicationScoped
class Titles implements KeepsObjects {
    /** Some 300 bytes each. */
    private static final int KEPT_MAX = 10_000;

    private final Objects objects;
    private final Map<Long, String> kept = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, String> eldest) {
            return size() > KEPT_MAX;
        }
    };

    @Inject
    Titles(Objects objects) {
        this.objects = objects;
    }

    @Override
    public void forget(List<Long> keys) {
        synchronized (kept) {
            keys.forEach(kept::remove);
        }
    }

    /** The title of an item the gate has opened; its id while its payload is not here. */
    String of(Item item) {
        long key = item.key().toLong();
        synchronized (kept) {
            String known = kept.get(key);
            if (known != null) {
                return known;
            }
        }
        Optional<String> title = objects.open(item).map(OpenObject::title);
        title.ifPresent(text -> {
            synchronized (kept) {
                kept.put(key, text);
            }
        });
        return title.orElse(item.id());
    }
}
