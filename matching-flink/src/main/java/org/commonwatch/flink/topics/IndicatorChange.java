package org.commonwatch.flink.topics;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.kernel.Utf8;
import org.commonwatch.matching.Indicator;
import org.commonwatch.matching.MatchKind;
import org.commonwatch.matching.index.CanonicalForm;
import org.jspecify.annotations.Nullable;

/**
 * One message of the topic of indicators. It is compacted: the last message of a key stands, and what was removed vanishes. A
 * {@link Generation} says that what stands before it is whole.
 */
public sealed interface IndicatorChange {
    /** Key of the messages that end a generation; no kind begins with this character. */
    String GENERATION_KEY = "#generation";

    /** A URL may be 8 KiB long; its kind and a tab before it. */
    int KEY_BYTES_MAX = 16 * 1024;

    /** Two numbers and a tab. */
    int VALUE_BYTES_MAX = 64;

    /** To be looked for from now on. */
    record Add(Indicator indicator) implements IndicatorChange {}

    /** No longer to be looked for. */
    record Remove(Indicator indicator) implements IndicatorChange {}

    /**
     * Everything of this generation has been said.
     *
     * @param number rises by one with each
     * @param values that stand now
     */
    record Generation(long number, long values) implements IndicatorChange {}

    /** How a value is named in keys and in state: {@code kind TAB value}. */
    static String name(Indicator indicator) {
        return indicator.kind().word() + "\t" + indicator.value();
    }

    /**
     * Reads a name, which must be canonical: two names of one value could otherwise undo each other.
     *
     * @throws Refused {@code indicator-name}, {@code indicator-kind}, {@code indicator-malformed} or {@code indicator-not-canonical}
     */
    static Indicator named(String name) throws Refused {
        int tab = name.indexOf('\t');
        if (tab < 0) {
            throw Refusal.of("indicator-name", "", "A kind, a tab and a value are needed.", name)
                    .toException();
        }
        Optional<MatchKind> kind = MatchKind.ofWord(name.substring(0, tab));
        if (kind.isEmpty()) {
            throw Refusal.of("indicator-kind", "", "There is no such kind.", name.substring(0, tab))
                    .toException();
        }
        Indicator written = new Indicator(kind.orElseThrow(), name.substring(tab + 1), 0);
        Indicator canonical = CanonicalForm.of(written);
        if (!canonical.equals(written)) {
            throw Refusal.of(
                            "indicator-not-canonical",
                            "",
                            "The value is not in its canonical form, " + shortened(name(canonical)) + ".",
                            name)
                    .toException();
        }
        return canonical;
    }

    private static String shortened(String text) {
        return text.length() <= 200 ? text : text.substring(0, 200);
    }

    /**
     * @param value null for what is removed, as Kafka has it
     * @throws Refused when the message is none of these; see {@link #named}, {@code message-key}, {@code message-value} and {@code
     *     generation-malformed}
     */
    static IndicatorChange read(byte @Nullable [] key, byte @Nullable [] value) throws Refused {
        if (key == null || key.length > KEY_BYTES_MAX || Utf8.firstInvalid(key, 0, key.length) >= 0) {
            throw Refusal.of("message-key", "", "The key must be text of at most " + KEY_BYTES_MAX + " bytes.")
                    .toException();
        }
        if (value != null && value.length > VALUE_BYTES_MAX) {
            throw Refusal.of("message-value", "", "The value has at most " + VALUE_BYTES_MAX + " bytes.")
                    .toException();
        }
        String name = new String(key, StandardCharsets.UTF_8);
        if (name.equals(GENERATION_KEY)) {
            return generation(value == null ? "" : new String(value, StandardCharsets.UTF_8));
        }
        Indicator indicator = named(name);
        return value == null ? new Remove(indicator) : new Add(indicator);
    }

    private static Generation generation(String text) throws Refused {
        if (!text.matches("[0-9]{1,18}\t[0-9]{1,18}")) {
            throw Refusal.of("generation-malformed", "", "A number, a tab and a count are needed.", text)
                    .toException();
        }
        int tab = text.indexOf('\t');
        return new Generation(Long.parseLong(text, 0, tab, 10), Long.parseLong(text, tab + 1, text.length(), 10));
    }

    /** The message that adds a value; {@code generation} is the one it belongs to, for people who look. */
    static ProducerRecord<byte[], byte[]> adding(String topic, String name, long generation) {
        return new ProducerRecord<>(topic, bytes(name), bytes(Long.toString(generation)));
    }

    static ProducerRecord<byte[], byte[]> removing(String topic, String name) {
        return new ProducerRecord<>(topic, bytes(name), null);
    }

    static ProducerRecord<byte[], byte[]> ending(String topic, Generation generation) {
        return new ProducerRecord<>(
                topic, bytes(GENERATION_KEY), bytes(generation.number() + "\t" + generation.values()));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
