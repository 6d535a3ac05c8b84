package org.commonwatch.stix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.commonwatch.stix.BundleReader.Accepted;
import org.commonwatch.stix.BundleReader.Item;
import org.commonwatch.stix.BundleReader.Rejected;
import org.commonwatch.stix.BundleReader.Summary;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Damages samples at random: whatever comes, the library answers with objects, refusals and problems, never an exception. */
class ReaderFuzzTest {
    private static final byte[][] SPICE = {
        "{".getBytes(UTF_8),
        "}".getBytes(UTF_8),
        "[[[[".getBytes(UTF_8),
        "\"".getBytes(UTF_8),
        "\\".getBytes(UTF_8),
        "\\ud800".getBytes(UTF_8),
        "NaN".getBytes(UTF_8),
        "null".getBytes(UTF_8),
        "[]".getBytes(UTF_8),
        "1e99999".getBytes(UTF_8),
        "-0".getBytes(UTF_8),
        "99999999999999999999999".getBytes(UTF_8),
        "\"objects\":[".getBytes(UTF_8),
        "\"type\":".getBytes(UTF_8),
        {(byte) 0xff},
        {(byte) 0xc0, (byte) 0x80},
        {0},
    };

    private static final Validation VALIDATION = new Validation(PatternChecker.NONE);

    @Test
    void survivesDamagedSamples() {
        damage(20_260_103L, 1_500);
    }

    @Tag("long")
    @Test
    void survivesManyDamagedSamples() {
        for (long seed = 1; seed <= 40; seed++) {
            damage(seed, 5_000);
        }
    }

    private static void damage(long seed, int rounds) {
        Random random = new Random(seed);
        List<byte[]> samples = List.of(Samples.bytes("every-type.json"), Samples.bytes("stix20.json"));
        for (int round = 0; round < rounds; round++) {
            byte[] input = samples.get(random.nextInt(samples.size()));
            int changes = 1 + random.nextInt(4);
            for (int i = 0; i < changes; i++) {
                input = changed(input, random);
            }
            try {
                swallow(input);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + " round " + round, e);
            }
        }
    }

    private static byte[] changed(byte[] input, Random random) {
        if (input.length == 0) {
            return SPICE[random.nextInt(SPICE.length)];
        }
        int at = random.nextInt(input.length);
        return switch (random.nextInt(5)) {
            case 0 -> Arrays.copyOf(input, Math.max(1, at));
            case 1 -> {
                byte[] flipped = input.clone();
                flipped[at] ^= (byte) (1 << random.nextInt(8));
                yield flipped;
            }
            case 2 -> spliced(input, at, at, SPICE[random.nextInt(SPICE.length)]);
            case 3 -> spliced(input, at, Math.min(input.length, at + random.nextInt(40)), new byte[0]);
            default -> {
                int end = Math.min(input.length, at + random.nextInt(400));
                yield spliced(input, at, at, Arrays.copyOfRange(input, at, end));
            }
        };
    }

    private static byte[] spliced(byte[] input, int from, int to, byte[] middle) {
        byte[] result = Arrays.copyOf(input, input.length - (to - from) + middle.length);
        System.arraycopy(middle, 0, result, from, middle.length);
        System.arraycopy(input, to, result, from + middle.length, input.length - to);
        return result;
    }

    static void swallow(byte[] input) {
        List<Item> items = new ArrayList<>();
        Summary summary = BundleReader.read(input, Lift.before(items::add));
        int rejected = 0;
        for (Item item : items) {
            switch (item) {
                case Accepted accepted -> use(accepted.object());
                case Rejected refused -> {
                    rejected++;
                    assertTrue(refused.refusal().code().matches("[a-z0-9-]+"), refused::toString);
                }
            }
        }
        assertTrue(rejected >= summary.rejected(), "every refusal is told");
        assertTrue(summary.complete() || rejected > 0, "stopping early has a reason");
    }

    private static void use(StixObject object) {
        assertNotNull(VALIDATION.full(object));
        assertNotNull(Validation.acceptable(object));
        assertNotNull(References.of(object));
        assertNotNull(IndicatorValues.of(object));
        assertNotNull(Prose.of(object));
        assertNotNull(Markings.of(object, id -> Optional.empty()));
        assertEquals(object.id(), Version.of(object).id());
    }
}
