package org.commonwatch.node.matching;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.commonwatch.matching.MatchKind;

/** A memory that keeps every value as it is: exact, unbounded, and good for a test's few lines. */
@ApplicationScoped
class ToldMemory implements Remembered {
    private final Map<String, List<Seen>> seen = new ConcurrentHashMap<>();

    @Override
    public Block begin(SourceLines source, Instant received) {
        List<String> values = new ArrayList<>();
        return new Block() {
            @Override
            public void saw(long line, MatchKind kind, byte[] buffer, int from, int to) {
                values.add(new String(buffer, from, to - from, java.nio.charset.StandardCharsets.UTF_8));
            }

            @Override
            public void keep() {
                values.forEach(value -> seen.computeIfAbsent(value, any -> new ArrayList<>())
                        .add(new Seen(source.sourceId(), source.name(), value, received, received, 1)));
            }
        };
    }

    @Override
    public List<Seen> ask(MatchKind kind, String value) {
        return List.copyOf(seen.getOrDefault(value, List.of()));
    }
}
