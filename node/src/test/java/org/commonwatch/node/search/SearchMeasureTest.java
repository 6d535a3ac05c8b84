package org.commonwatch.node.search;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Refused;
import org.commonwatch.stix.IndicatorValues;
import org.commonwatch.stix.StixObject;
import org.commonwatch.stix.pattern.PatternValues;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prints how fast the slice is on ATT&CK enterprise: {@code mvn -pl node test -DALL -Dtest=SearchMeasureTest}. */
@Tag("long")
class SearchMeasureTest {
    private static final int ROUNDS = 200;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    @TempDir
    Path folder;

    @Test
    void enterprise() throws Refused {
        List<StixObject> objects = SearchFixture.real("stix/attack-enterprise-18.1.json.gz", "stix/eset");
        assumeFalse(objects.isEmpty(), "the real bundles are not on this machine");
        try (SearchFixture fixture = new SearchFixture(folder)) {
            long start = System.nanoTime();
            for (int i = 0; i < objects.size(); i += 1000) {
                fixture.put(fixture.home(), "attack", objects.subList(i, Math.min(i + 1000, objects.size())));
            }
            long applied = System.nanoTime();
            fixture.awaitProse();
            long searched = System.nanoTime();
            System.out.printf(
                    "put and applied: %d objects in %.2f s; prose caught up %.2f s later%n",
                    objects.size(), (applied - start) / 1e9, (searched - applied) / 1e9);
            System.out.println(fixture.values + "\n" + fixture.prose);
            latency(fixture, "rare word", "mimikatz");
            latency(fixture, "common word", "windows");
            latency(fixture, "two words", "lateral movement");
            latency(fixture, "word and type", "powershell type:intrusion-set");
            latency(fixture, "phrase", "\"command and control\"");
            latency(fixture, "prefix", "cred*");
            latency(fixture, "broad or", "the OR a OR and OR of");
            latency(fixture, "type", "type:relationship");
            latency(fixture, "everything", "");
            latency(fixture, "not", "NOT windows");
            latency(fixture, "value", "value:T1059.001");
            latency(fixture, "source", "source:attack windows");
            assertFalse(fixture.ids("mimikatz").isEmpty());
            lookups(fixture, objects);
        }
    }

    private static void latency(SearchFixture fixture, String what, String query) throws Refused {
        long[] nanos = new long[ROUNDS];
        long total = 0;
        for (int i = 0; i < ROUNDS / 4; i++) {
            fixture.search.answer(query, Optional.empty(), 50, SearchFixture.gate(SearchFixture.OWNER));
        }
        long cpu = THREADS.getCurrentThreadCpuTime();
        for (int i = 0; i < ROUNDS; i++) {
            long start = System.nanoTime();
            total = fixture.search
                    .answer(query, Optional.empty(), 50, SearchFixture.gate(SearchFixture.OWNER))
                    .total();
            nanos[i] = System.nanoTime() - start;
        }
        cpu = (THREADS.getCurrentThreadCpuTime() - cpu) / ROUNDS;
        Arrays.sort(nanos);
        System.out.printf(
                "%-14s %-36s cpu %7.2f ms  p50 %7.2f ms  p95 %7.2f ms  total %d%n",
                what, query, cpu / 1e6, nanos[ROUNDS / 2] / 1e6, nanos[ROUNDS * 95 / 100] / 1e6, total);
    }

    private static void lookups(SearchFixture fixture, List<StixObject> objects) {
        List<String> values = new ArrayList<>();
        for (StixObject object : objects) {
            IndicatorValues.of(object, new PatternValues()).forEach(value -> values.add(value.key()));
        }
        List<String> asked = values.stream().distinct().limit(1000).toList();
        for (int round = 0; round < 10; round++) {
            long start = System.nanoTime();
            long cpu = THREADS.getCurrentThreadCpuTime();
            List<Lookups.Result> results = fixture.lookups.of(asked, SearchFixture.gate(SearchFixture.OWNER));
            System.out.printf(
                    "lookup of %d values: cpu %.1f ms, %.1f ms, %d matches%n",
                    asked.size(),
                    (THREADS.getCurrentThreadCpuTime() - cpu) / 1e6,
                    (System.nanoTime() - start) / 1e6,
                    results.stream().mapToInt(result -> result.matches().size()).sum());
            assertTrue(results.stream().noneMatch(result -> result.matches().isEmpty()));
        }
    }
}
