package org.commonwatch.flink.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.runtime.state.DefaultOperatorStateBackendBuilder;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.commonwatch.flink.Broker;
import org.commonwatch.flink.topics.IndicatorChange;
import org.commonwatch.matching.Indicator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a task holds after it read a topic of a real broker, with Flink's own broadcast state. */
@SuppressWarnings("NullAway.Init") // set before the first test
class CatchUpTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static Broker broker;

    @BeforeAll
    static void start() throws Exception {
        broker = new Broker();
    }

    @AfterAll
    static void stop() throws Exception {
        broker.close();
    }

    @Test
    void readsOnFromWhatItHolds() throws Exception {
        broker.topic("on", 1, Map.of());
        say("on", "+a.example", "+b.example", "#1 2", "-a.example");
        HeldIndicators held = fresh();
        catchUp(held, "on");
        assertEquals(Set.of("b.example"), values(held));
        assertEquals(3, held.upTo());
        say("on", "+c.example", "#2 2");
        catchUp(held, "on");
        assertEquals(Set.of("b.example", "c.example"), values(held));
        // The stream brings the same again, in its own order.
        for (ConsumerRecord<byte[], byte[]> record : broker.read("on")) {
            held.apply(IndicatorChange.read(record.key(), record.value()), record.offset());
            assertEquals(Set.of("b.example", "c.example"), values(held));
        }
    }

    @Test
    void readsAnewWhenRemovalsVanishedFromTheTopicMeanwhile() throws Exception {
        broker.topic("old", 1, Map.of());
        say("old", "+a.example", "+b.example", "#1 2");
        HeldIndicators held = fresh();
        catchUp(held, "old");
        // The same topic as it is after compaction: the removal of a.example is gone.
        broker.topic("compacted", 1, Map.of());
        say("compacted", "+b.example", "+b.example", "#2 1", "+c.example", "#3 2");
        catchUp(held, "compacted");
        assertEquals(Set.of("b.example", "c.example"), values(held));
    }

    @Test
    void readsAnewWhenTheTopicWasMadeAnew() throws Exception {
        broker.topic("first", 1, Map.of());
        say("first", "+a.example", "+b.example", "#1 2");
        HeldIndicators held = fresh();
        catchUp(held, "first");
        broker.topic("second", 1, Map.of());
        say("second", "+c.example", "#1 1");
        catchUp(held, "second");
        assertEquals(Set.of("c.example"), values(held));
        assertEquals(1, held.upTo());
    }

    @Test
    void failsWithAReasonWhereNoGenerationIsWhole() throws Exception {
        broker.topic("none", 1, Map.of());
        say("none", "+a.example");
        CatchUp catchUp = new CatchUp(broker.settings(), "none", Duration.ofSeconds(1));
        CatchUp.NoGeneration fault = assertThrows(CatchUp.NoGeneration.class, () -> catchUp.bring(fresh()));
        assertTrue(fault.toString().contains("does the bridge run?"), fault.toString());
        broker.topic("two", 2, Map.of());
        CatchUp two = new CatchUp(broker.settings(), "two", Duration.ofSeconds(1));
        assertThrows(IllegalStateException.class, () -> two.bring(fresh()));
    }

    /** Set back at random, as sources are after failures, it ends where the topic does. */
    @Test
    void holdsWhatTheTopicSaysHoweverOftenItIsSaidAgain() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("CatchUpTest seed " + seed);
        Random dice = new Random(seed);
        List<IndicatorChange> said = new ArrayList<>();
        Set<String> naive = new HashSet<>();
        List<Set<String>> after = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            String value = "v" + dice.nextInt(50) + ".example";
            Indicator indicator = IndicatorChange.named("domain\t" + value);
            boolean add = dice.nextBoolean();
            said.add(add ? new IndicatorChange.Add(indicator) : new IndicatorChange.Remove(indicator));
            boolean _ = add ? naive.add(value) : naive.remove(value);
            after.add(Set.copyOf(naive));
        }
        HeldIndicators held = fresh();
        int at = 0;
        int furthest = -1;
        while (at < said.size()) {
            held.apply(said.get(at), at);
            furthest = Math.max(furthest, at);
            assertEquals(after.get(furthest), values(held), "seed " + seed);
            assertEquals(after.get(furthest).size(), held.size(), "seed " + seed);
            at = dice.nextInt(100) == 0 ? Math.max(0, at - dice.nextInt(60)) : at + 1;
        }
    }

    private static void catchUp(HeldIndicators held, String topic) throws Exception {
        new CatchUp(broker.settings(), topic, PATIENCE).bring(held);
    }

    private static HeldIndicators fresh() throws Exception {
        return new HeldIndicators(new DefaultOperatorStateBackendBuilder(
                        CatchUpTest.class.getClassLoader(),
                        new ExecutionConfig(),
                        false,
                        List.of(),
                        new CloseableRegistry())
                .build()
                .getBroadcastState(HeldIndicators.STATE));
    }

    private static Set<String> values(HeldIndicators held) throws Exception {
        return held.all().stream().map(Indicator::value).collect(Collectors.toSet());
    }

    /** {@code +value}, {@code -value} or {@code #generation count}. */
    private static void say(String topic, String... words) throws Exception {
        for (String word : words) {
            String rest = word.substring(1);
            switch (word.charAt(0)) {
                case '+' -> broker.put(IndicatorChange.adding(topic, "domain\t" + rest, 1));
                case '-' -> broker.put(IndicatorChange.removing(topic, "domain\t" + rest));
                case '#' -> broker.put(topic, 0, bytes(IndicatorChange.GENERATION_KEY), bytes(rest.replace(' ', '\t')));
                default -> throw new IllegalArgumentException(word);
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
